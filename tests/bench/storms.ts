import { type Call, caller, openLoop, saveCall } from './load.ts';
import {
	type Candidate,
	type OpenAttempt,
	openPlace,
	password,
	seedAttempts,
	seedElsewhere,
	seedExam,
	seedPeople,
	serve
} from './place.ts';
import type { Print } from './print.ts';

/** As a browser posts a form: without this Kit answers in JSON, and not with a redirect. */
const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

/** Everybody at once: logins from one address, then starts, then hand-ins, each within a minute. */
export async function storms(print: Print, seconds: number, logins: number, starts: number): Promise<void> {
	const place = await openPlace();
	const people = await seedPeople(place.store, Math.max(logins, starts));
	const examId = await seedExam(place.store, 50);
	const submitted = await seedExam(place.store, 50, 'Bench hand-in');
	const attempts = await seedAttempts(place.store, submitted, people.slice(0, starts));
	const server = await serve(place);
	try {
		const at = (n: number) => people[n] as Candidate;
		print.load(
			`${logins} logins in ${seconds} s from one address`,
			await openLoop(server, { total: logins, seconds }, (n) => {
				const body = new URLSearchParams({ login: at(n).login, password }).toString();
				return { method: 'POST', path: '/login', body, headers: form, expect: 'HTTP 303' };
			})
		);
		print.load(
			`${starts} starts in ${seconds} s`,
			await openLoop(server, { total: starts, seconds }, (n) => {
				const headers = { ...form, cookie: at(n).cookie };
				return { method: 'POST', path: `/exams/${examId}`, body: 'pledge=yes&short=yes', headers, expect: 'HTTP 303' };
			})
		);
		print.load(
			`${starts} hand-ins in ${seconds} s`,
			await openLoop(server, { total: starts, seconds }, (n) => {
				const attempt = attempts[n];
				if (!attempt) throw new Error('no attempt');
				return { ...saveCall(attempt, 1), method: 'POST', path: `/api/v1/attempts/${attempt.code}/submit` };
			})
		);
	} finally {
		await server.stop();
		await place.close();
	}
}

const syncCall = ({ code, cookie }: OpenAttempt): Call => ({
	method: 'GET',
	path: `/api/v1/attempts/${code}/sync`,
	headers: { cookie },
	expect: 'HTTP 200'
});

/** The steady load of a city: `attempts` open attempts of 100 items, `rate` saves a second, each to another attempt. */
export async function steady(print: Print, seconds: number, count: number, rate: number): Promise<void> {
	const place = await openPlace();
	const attempts = await seedElsewhere(place, count);
	const server = await serve(place);
	try {
		// A step that has no common factor with the count visits every attempt before any twice, in no order of storage.
		const step = 7919;
		const next = (n: number) => {
			const attempt = attempts[(n * step) % attempts.length];
			if (!attempt) throw new Error('no attempt');
			return saveCall(attempt, Math.floor(n / attempts.length) + 1);
		};
		// On the day this very server has signed everybody in and opened every attempt; here they are looked at once before.
		const { call: look, close } = caller(server.port, 64);
		let seen = 0;
		const lane = async () => {
			for (let n = seen++; n < attempts.length; n = seen++) await look(syncCall(attempts[n] as OpenAttempt));
		};
		const begun = performance.now();
		await Promise.all(Array.from({ length: 64 }, lane));
		close();
		const perSecond = Math.round((attempts.length * 1000) / (performance.now() - begun));
		print.line(`after a start ${perSecond} attempts a second are taken into memory by the first look of their pages`);
		const figures = await openLoop(server, { total: rate * seconds, seconds }, next);
		print.load(`${rate} saves/s for ${seconds} s over ${count} open attempts of 100 items`, figures);
	} finally {
		await server.stop();
		await place.close();
	}
}
