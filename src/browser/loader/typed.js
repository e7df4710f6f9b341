// Reads a number as it is typed into a form. `hasComma`: fractions are written with a comma, as in `1,5`. It reads what
// `src/lead/number.rs` reads, and returns undefined where that would ask what is meant.

/** @import { Field } from "./types/program.js" */

/**
 * @param {boolean} [hasComma]
 * @returns {(text: string, field: Field) => number | undefined}
 */
export const typed =
  (hasComma) =>
  (text, { type, decimals, min, max = type === "percent" ? 100 : undefined }) => {
    let plain = text.normalize("NFKC").replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
    plain = plain
      .replace(/[٫٬]/g, (sign) => ((sign === "٫") === !!hasComma ? "," : "."))
      .replace(/[%٪]$/, "")
      .replace("−", "-")
      .trim();
    if (hasComma) plain = plain.replace(/[.,]/g, (sign) => (sign === "," ? "." : ","));
    if (/^-?[1-9]\d{0,2}\.\d{3}$/.test(plain) && !text.includes("٫")) {
      const whole = plain.replace(".", "");
      if (type === "number" && !decimals) plain = whole;
      // The bound may be a text.
      else if (!(+whole > Number(max) || +whole < Number(min))) return undefined;
    }
    plain = plain.replace(/[ '’]/g, "");
    const groups = hasComma ? /^-?[1-9]\d{0,2}(,\d{3})+\b/ : /^-?[1-9](\d{0,2}(,\d{3})+|\d?(,\d\d)*,\d{3})\b/;
    plain = plain
      .replace(groups, (whole) => whole.replaceAll(",", ""))
      .replace(/^(-?)\./, "$10.")
      .replace(/^([^.]+)\.$/, "$1");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
  };
