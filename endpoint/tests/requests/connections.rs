//! No connection can keep others out, whatever it does.

use crate::site::{self, Site};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Far longer than the test needs, but not for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads until the connection is closed.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut came = Vec::new();
    let read = stream.read_to_end(&mut came);
    let _ = tokio::time::timeout(PATIENCE, read).await.expect("the endpoint closes the connection");
    String::from_utf8_lossy(&came).into_owned()
}

#[tokio::test]
async fn one_that_does_not_say_what_it_wants_is_closed() {
    let site = Site::start_as(|config| config.idle = Duration::from_millis(200)).await;
    for (sent, answered) in [
        ("", ""),
        ("GET /hea", ""),
        ("GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ", ""),
        // After an answer it may ask again, but it may not stay open for ever.
        ("GET /health HTTP/1.1\r\nhost: x\r\n\r\n", "HTTP/1.1 200 OK"),
    ] {
        let mut stream = TcpStream::connect(site.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        assert!(until_closed(&mut stream).await.starts_with(answered), "{sent}");
    }
    // A connection that sends a byte now and then may not stay open either.
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
    let (mut read, mut write) = stream.split();
    let trickle = async {
        while write.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await
        }
    };
    let mut came = Vec::new();
    tokio::select! {
        () = trickle => {}
        read = tokio::time::timeout(PATIENCE, read.read_to_end(&mut came)) => { read.expect("it is closed").ok(); }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_address_has_so_many_and_others_have_theirs() {
    let limited = |config: &mut referral_endpoint::Config| {
        config.connections_per_address = 3;
        config.idle = PATIENCE;
    };
    let site = Site::start_as(limited).await;
    let from = |address: &str| {
        let (address, to): (SocketAddr, SocketAddr) = (format!("{address}:0").parse().unwrap(), site.address);
        async move {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(address).unwrap();
            socket.connect(to).await.unwrap()
        }
    };
    let ask = async |mut stream: TcpStream| {
        // If the connection is refused at once, nobody reads what is sent.
        let _ = stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        until_closed(&mut stream).await
    };
    let mut open = vec![from("127.0.0.2").await, from("127.0.0.2").await, from("127.0.0.2").await];
    // An answer shows that the endpoint has accepted the connection.
    for stream in &mut open {
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert!(stream.read(&mut [0; 1024]).await.unwrap() > 0);
    }
    let refused = ask(from("127.0.0.2").await).await;
    assert!(refused.starts_with("HTTP/1.1 503 ") && refused.contains("Too many connections"), "{refused}");
    assert!(ask(from("127.0.0.3").await).await.starts_with("HTTP/1.1 200 OK"));
    drop(open);
    let mut again = String::new();
    for _ in 0..3_000 {
        again = ask(from("127.0.0.2").await).await;
        if again.starts_with("HTTP/1.1 200 OK") {
            break;
        }
    }
    assert!(again.starts_with("HTTP/1.1 200 OK"), "{again}");

    // Behind a proxy, all connections come from one address.
    let site = Site::start_as(|config| {
        limited(config);
        config.behind_proxy = true;
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(TcpStream::connect(site.address).await.unwrap());
    }
    assert!(ask(TcpStream::connect(site.address).await.unwrap()).await.starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn no_path_and_no_method_makes_it_fail() {
    let site = Site::start().await;
    let long = "x".repeat(5_000);
    let names =
        ["%00", "a%00b", "%2e%2e", "..", "%ff", "%c3%28", "%0a", "%252e", "%5c..%5c", "con", " ", "", &long];
    let folders = [
        "/",
        "/referral-widget/",
        "/programs/",
        "/programs/cloud/",
        "/refer/",
        "/api/referrals/",
        "/api/deliveries/",
    ];
    for folder in folders {
        for name in names {
            for end in
                ["", "/program.json", "/retry", "/not-a-machine", "?before=%00", "?limit=%00&state=%ff"]
            {
                for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT"] {
                    let mut stream = TcpStream::connect(site.address).await.unwrap();
                    let path = format!("{folder}{}{end}", name.replace(' ', "%20"));
                    let head = format!(
                        "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                        site::TOKEN
                    );
                    stream.write_all(head.as_bytes()).await.unwrap();
                    let answer = until_closed(&mut stream).await;
                    let status = answer.get(9..12).unwrap_or_default();
                    assert!(
                        ["2", "3", "4"].iter().any(|good| status.starts_with(good)),
                        "{method} {path:.200}: {answer:.300}"
                    );
                }
            }
        }
    }
}
