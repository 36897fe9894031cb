declare const brand: unique symbol;

/**
 * The stable name of one element of a topology: its qualified name, with the places of unnamed parts appended.
 * `main/work-1` is a subnet, `main/sg-node#ingress.1` the second ingress line of a security group.
 * Elements of different kinds may share a name: then their ids end with their noun (`main#vpc`, `main#cluster`,
 * `main#cluster/web-1` in it), and no two ids of a topology are equal. What a group or a workload generates has its id
 * and a number (`shop/web-1`).
 * Ids depend on names and places inside the parent, never on the order of named siblings.
 */
export type ElementId = string & { readonly [brand]: 'ElementId' };

export const elementId = (text: string): ElementId => text as ElementId;
