/** The packages of the benches, which are installed for a bench alone: what is used of them. */

declare module 'autocannon' {
  interface Client {
    setBody(body: string): void
    on(event: 'response', act: () => void): void
  }
  interface Result {
    '2xx': number
    non2xx: number
    errors: number
    timeouts: number
    duration: number
    latency: { p99: number }
    statusCodeStats: Record<string, { count: number }>
  }
  export interface Options {
    url?: string
    method?: string
    headers?: Record<string, string>
    connections?: number
    duration?: number
    timeout?: number
    overallRate?: number
    setupClient?(client: Client): void
  }
  export default function autocannon(
    options: Options,
    done: (error: Error | null, result: Result) => void,
  ): { on(event: 'error', act: (error: Error) => void): void }
}

declare module 'papaparse' {
  const Papa: { parse(csv: string, options: { skipEmptyLines: boolean }): { data: string[][] } }
  export default Papa
}

declare module '@marcbachmann/cel-js' {
  export class Environment {
    registerVariable(name: string, type: string): this
    registerConstant(name: string, type: string, value: unknown): this
    parse(source: string): (lead: object) => unknown
  }
}

declare module 'json-logic-engine' {
  export class LogicEngine {
    build(logic: unknown): (lead: object) => unknown
  }
}

declare module 'json-logic-js' {
  const jsonLogic: { apply(logic: unknown, lead: object): unknown }
  export default jsonLogic
}

declare module 'json-rules-engine' {
  interface Almanac {
    factValue(name: string): Promise<number>
  }
  export class Engine {
    addOperator(name: string, holds: (fact: string | null, value: string) => boolean): void
    addFact(name: string, value: (parameters: object, almanac: Almanac) => Promise<unknown>): void
    addRule(rule: { conditions: object; event: { type: string; params: { place: number; value: unknown } } }): void
    run(facts: object): Promise<{ events: { params: { place: number; value: unknown } }[] }>
  }
}

declare module '@gorules/zen-engine-wasm' {
  export default function init(given: { module_or_path?: BufferSource }): Promise<unknown>
  export class Variable {
    constructor(value: object)
    evaluateExpression(source: string): unknown[]
    free(): void
  }
}

declare module '@formio/js/form' {
  export const Formio: { createForm(host: HTMLElement, form: { components: object[] }): unknown }
}

declare module '@formkit/vue' {
  import type { Component, Plugin } from 'vue'
  export const FormKit: Component
  export const FormKitSchema: Component
  export const plugin: Plugin
  export function defaultConfig(): object
}

declare module 'jedison' {
  const Jedison: {
    Create: new (options: { container: HTMLElement; theme: object; schema: object }) => object
    Theme: new () => object
  }
  export default Jedison
}

declare module '@jsonforms/react' {
  import type { ComponentType } from 'react'
  export const JsonForms: ComponentType<{
    schema: object
    uischema: object
    data: object
    renderers: object[]
    cells: object[]
  }>
}

declare module '@jsonforms/vanilla-renderers' {
  export const vanillaRenderers: object[]
  export const vanillaCells: object[]
}

declare module '@rjsf/core' {
  import type { ComponentType } from 'react'
  const Form: ComponentType<{ schema: object; uiSchema: object; validator: object }>
  export default Form
}

declare module '@rjsf/validator-ajv8' {
  const validator: object
  export default validator
}

declare module 'survey-core' {
  export class Model {
    constructor(survey: { elements: object[] })
    render(host: HTMLElement | null): void
  }
}

declare module 'survey-js-ui'
declare module '@formkit/themes/genesis'
declare module '*.css'
