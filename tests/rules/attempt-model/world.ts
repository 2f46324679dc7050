import type { Act, History, Step } from './history.ts';
import { startedAt } from './job.ts';
import { createNetwork, type Message, proxyReply } from './network.ts';
import { broken, createWitness } from './properties.ts';
import { type Seams, sound } from './seams.ts';
import { createServer } from './server.ts';
import { createTab } from './tab.ts';
import type { WireOp } from '#lib/exam/attempt/wire.ts';
import { inTime } from '#lib/exam/attempt/attempt-rules.ts';

const limits = { roomy: 10_000_000, tight: 1500 };
const officers = ['考务甲', '考务乙'] as const;

/**
 * Plays one history of pages, network, server and clock, then heals everything. Throws `Broken` at the first property
 * that fails; returns what the history came to.
 */
export function play({ limit, tabs: count, steps }: History, changed: Partial<Seams> = {}): ReadonlySet<string> {
	const seams = { ...sound, ...changed };
	let now = startedAt;
	const witness = createWitness(startedAt + limits[limit]);
	const network = createNetwork();
	const server = createServer(seams, witness, network, limits[limit]);
	const tabs = Array.from({ length: count }, (_, id) => createTab(id, seams, witness, network));
	const files: (readonly WireOp[])[] = [];

	function arrive(message: Message | undefined, slow = false): void {
		if (!message) return;
		if (message.to === 'tab') return tabs[message.call.tab]?.hear(message);
		if (!server.up) return;
		// A look reads what is committed and waits in no queue.
		if (message.kind === 'sync') return network.put({ to: 'tab', call: message, status: 200, value: server.view(now) });
		server.take({ kind: 'call', call: message, receivedAt: now, enteredAt: now }, slow);
	}

	function act({ do: what, tab: which, pick, value }: Step): void {
		// Steps fall on pages where they can do something: those that take edits, else those that are there.
		const there = tabs.filter(({ phase }) => phase !== 'gone');
		const writing = there.filter(({ phase }) => phase === 'writing');
		const able =
			what === 'load' ? tabs : (['edit', 'poison', 'form', 'submit'] as Act[]).includes(what) ? writing : there;
		const tab = able[which % able.length] ?? tabs[0];
		if (!tab) return;
		const here = { receivedAt: now, enteredAt: now };
		/** Browsers' clocks are wrong by up to a day, either way. */
		const clientAt = 86_400_000 + now + (value - 16) * 5_000_000;
		switch (what) {
			case 'edit':
				return tab.edit(pick, value, clientAt);
			case 'poison':
				return tab.poison(pick, value, clientAt);
			case 'send':
				return tab.send();
			case 'load':
				return tab.load();
			case 'sync':
				return tab.sync();
			case 'submit':
				return tab.submit();
			case 'form': {
				const form = tab.form();
				return form && server.take({ kind: 'form', form, ...here });
			}
			case 'deliver':
				return arrive(network.take(pick));
			case 'knock':
				return arrive(network.takeCall(), true);
			case 'repeat':
				return arrive(network.copy(pick));
			case 'flow':
				return calm();
			case 'enter':
				return server.enter(now);
			case 'drop':
				return void network.take(pick);
			case 'proxy': {
				const message = network.take(pick);
				return message?.to === 'server' ? network.put(proxyReply(message, value)) : undefined;
			}
			case 'commit':
				return server.commit('whole', now);
			case 'dieBefore':
			case 'dieAfter':
				return server.commit(what, now);
			case 'restart':
				return server.restart(now);
			case 'wait':
				now += value * 100;
				return;
			case 'sweep':
				server.take({ kind: 'sweep', ...here });
				return value % 2 === 0 ? server.commit('whole', now) : undefined;
			case 'extend':
				return server.take({ kind: 'extend', byMs: (value - 8) * 250, reason: 'officer', ...here });
			case 'reopen':
				return server.take({ kind: 'reopen', moreMs: 60_000 + value * 100, ...here });
			case 'rescue':
				return void files.push([...tab.outbox.pending.values()]);
			case 'upload': {
				const ops = files[pick % files.length];
				return ops && server.take({ kind: 'upload', ops, ...here });
			}
			case 'adopt': {
				const [proposer = '', decider = ''] = [officers[value & 1], officers[(value >> 1) & 1]];
				return server.take({ kind: 'adopt', proposer, decider, ...here });
			}
		}
	}

	function step(one: Step): void {
		act(one);
		witness.stands(server);
		witness.look(server);
	}

	/** Everything under way arrives, is committed and answered, until nothing is under way. */
	function calm(): void {
		for (let turn = 0; network.flying.length > 0 && turn < 20; turn++) {
			for (const message of network.flying.splice(0)) arrive(message);
			server.commit('whole', now);
		}
	}

	/** The server is up, the network whole, every page there is opened again and sends until nothing waits. */
	function heal(): void {
		server.restart(now);
		server.enter(now);
		server.commit('whole', now);
		calm();
		const intime = server.attempt.status === 'open' && inTime(server.attempt, now);
		if (intime) for (const tab of tabs) if (tab.phase === 'gone') tab.load();
		for (let turn = 0; turn < 3; turn++) {
			calm();
			for (const tab of tabs) tab.send();
		}
		calm();
		for (const tab of tabs) {
			if (tab.phase === 'gone') continue;
			if (tab.outbox.pending.size > 0) broken('P2', 'a queue is not empty');
			tab.sync();
		}
		calm();
		witness.stands(server);
		witness.look(server);
		if (intime) witness.healed(server);
		witness.reached.add(intime ? 'healed in time' : 'healed too late');
	}

	tabs[0]?.load();
	calm();
	for (const one of steps) step(one);
	heal();
	witness.end(server);
	return witness.reached;
}
