/** A stylesheet as text (esbuild's `text` loader). */
declare module "*.css" {
  const text: string;
  export default text;
}

declare module "form-css" {
  const text: string;
  export default text;
}

declare module "status-css" {
  const text: string;
  export default text;
}
