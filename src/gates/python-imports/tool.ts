/** The tool of the gate `imports`. */
export const importsTool = 'Centuria import check';
