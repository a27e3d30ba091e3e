/** placeholder, written below */
export interface DemoOptions { readonly lang: "vi" | "en"; readonly isOnce: boolean; readonly print: (text: string) => void }
export async function runDemo(_options: DemoOptions): Promise<void> {}
