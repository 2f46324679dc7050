/** The name of a question's field in the form of a mock exam, where many questions share one form. */
export const mockField = (n: number, field: string): string => `q${n}.${field}`;
