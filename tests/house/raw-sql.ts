import ts from 'typescript';

/**
 * The places where a file hands `sql.raw` (or `sql.lit`) anything but constants of its own: literals, top-level `const`s
 * made of literals, and top-level functions of the file that are called with literals only. Imports, parameters from
 * outside, `let` and everything computed are faults.
 */
export function rawSqlFaults(path: string, source: string): string[] {
	const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
	const constants = new Map<string, ts.Expression>();
	for (const statement of file.statements)
		// What is exported may be called, or filled, from elsewhere.
		if (
			ts.isVariableStatement(statement) &&
			!statement.modifiers?.length &&
			statement.declarationList.flags & ts.NodeFlags.Const
		)
			for (const { name, initializer } of statement.declarationList.declarations)
				if (ts.isIdentifier(name) && initializer) constants.set(name.text, initializer);
	const calls = all(file, ts.isCallExpression);

	/** Where the name is bound: a loop over constants, a parameter of an own function, or a top-level `const`. */
	function nameIsConstant(use: ts.Identifier): boolean {
		for (let at: ts.Node = use; !ts.isSourceFile(at); at = at.parent) {
			if (ts.isForOfStatement(at) && boundBy(at, use.text)) return isConstant(at.expression);
			if (!ts.isFunctionLike(at)) continue;
			const position = at.parameters.findIndex(({ name }) => name.getText() === use.text);
			if (position >= 0) return parameterIsConstant(at, position);
		}
		const bound = constants.get(use.text);
		return bound !== undefined && !ts.isArrowFunction(bound) && isConstant(bound);
	}

	/** Whether every use of the function in this file is a call with a constant there. */
	function parameterIsConstant(made: ts.SignatureDeclaration, position: number): boolean {
		const name = [...constants].find(([, value]) => value === made)?.[0];
		if (name === undefined) return false;
		const uses = all(file, ts.isIdentifier).filter(({ text, parent }) => text === name && parent !== made.parent);
		const own = calls.filter(({ expression }) => ts.isIdentifier(expression) && expression.text === name);
		return (
			uses.length === own.length &&
			own.every((call) => {
				const argument = call.arguments[position];
				return argument !== undefined && isConstant(argument);
			})
		);
	}

	function isConstant(value: ts.Expression): boolean {
		if (ts.isStringLiteralLike(value)) return true;
		if (ts.isTemplateExpression(value)) return value.templateSpans.every(({ expression }) => isConstant(expression));
		if (ts.isArrayLiteralExpression(value)) return value.elements.every(isConstant);
		if (ts.isSpreadElement(value)) return isConstant(value.expression);
		if (ts.isIdentifier(value)) return nameIsConstant(value);
		if (!ts.isCallExpression(value) || !ts.isIdentifier(value.expression)) return false;
		const made = constants.get(value.expression.text);
		return made !== undefined && ts.isArrowFunction(made) && !ts.isBlock(made.body) && isConstant(made.body);
	}

	const raw = all(file, ts.isIdentifier).filter(({ text }) => text === 'raw' || text === 'lit');
	return raw.flatMap((word) => {
		const call = word.parent.parent;
		const argument = ts.isCallExpression(call) && call.arguments.length === 1 ? call.arguments[0] : undefined;
		if (word.text === 'raw' && argument && isConstant(argument)) return [];
		const { line } = file.getLineAndCharacterOfPosition(word.getStart());
		return [`${path}:${line + 1}: ${word.parent.parent.getText().slice(0, 80)}`];
	});
}

function boundBy({ initializer }: ts.ForOfStatement, name: string): boolean {
	if (!ts.isVariableDeclarationList(initializer) || !(initializer.flags & ts.NodeFlags.Const)) return false;
	return initializer.declarations.some((declared) => declared.name.getText() === name);
}

function all<T extends ts.Node>(from: ts.Node, is: (node: ts.Node) => node is T): T[] {
	const found: T[] = [];
	const visit = (node: ts.Node): void => {
		if (is(node)) found.push(node);
		node.forEachChild(visit);
	};
	visit(from);
	return found;
}
