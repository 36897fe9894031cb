declare const brand: unique symbol;

/**
 * The stable name of one element of a topology: its qualified name, with the places of unnamed parts appended.
 * `main/work-1` is a subnet, `main/sg-node#ingress.1` the second ingress line of a security group.
 * Ids depend on names and places inside the parent, never on the order of named siblings.
 */
export type ElementId = string & { readonly [brand]: 'ElementId' };

export const elementId = (text: string): ElementId => text as ElementId;
