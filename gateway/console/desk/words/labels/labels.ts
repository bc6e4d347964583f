// A word for each of these names, and for any more that are qualified: "Message.field".
export type Labels<Name extends string> = Readonly<Record<Name, string> & Record<string, string>>;
