import type { Component } from 'svelte';
import { asClassComponent as legacy } from 'svelte/legacy';
import { describe, expect, test } from 'vitest';
import { make_trackable as loadUrl } from '#lib/base/kit/load-url.ts';
import { asClassComponent } from '#lib/base/kit/root.ts';

interface Renderer {
	push(html: string): void;
	head(write: (renderer: Renderer) => void): void;
}

const greeting = ((renderer: Renderer, { name }: { name: string }) => {
	renderer.head((head) => head.push('<title>hall</title>'));
	renderer.push(`<p>${name}</p>`);
}) as unknown as Component;

const getters = (of: object) =>
	Object.entries(Object.getOwnPropertyDescriptors(of)).flatMap(([name, { get }]) => (get ? [name] : []));

test('the root component renders to the same, and the result has no getter of its own (control: the one it replaces)', () => {
	const own = asClassComponent(greeting).render({ name: '甲' }, {});
	const theirs = (legacy(greeting as never) as unknown as LegacyRoot).render({ name: '甲' }, {});
	expect({ head: own.head, html: own.html }).toEqual({ head: theirs.head, html: theirs.html });
	expect(own.html).toContain('<p>甲</p>');
	expect(own.head).toContain('<title>hall</title>');
	expect(getters(own)).toEqual([]);
	expect(getters(theirs)).not.toEqual([]);
});

interface LegacyRoot {
	render(props: object, options: object): { readonly head: string; readonly html: string };
}

describe('the address in a load function', () => {
	function address(text: string) {
		const reads: string[] = [];
		const url = loadUrl(
			new URL(text),
			() => reads.push('all'),
			(name) => reads.push(name)
		);
		return { url, reads };
	}

	test('says the same as the address it stands for', () => {
		const text = 'https://exam.example:8443/units/7?page=2&q=%E5%B1%80&q=b';
		const { url } = address(text);
		expect([url.href, String(url), url.toJSON(), url.pathname, url.search]).toEqual([
			...[text, text, text, '/units/7', '?page=2&q=%E5%B1%80&q=b']
		]);
		expect([url.origin, url.protocol, url.host, url.port]).toEqual([
			...['https://exam.example:8443', 'https:', 'exam.example:8443', '8443']
		]);
		expect(url.searchParams.getAll('q')).toEqual(['局', 'b']);
		expect([...url.searchParams.entries()]).toHaveLength(3);
		expect([...url.searchParams]).toHaveLength(3);
		expect(url.searchParams.size).toBe(3);
		expect(new URL('../9', url).pathname).toBe('/9');
		expect(new URLSearchParams(url.searchParams).get('page')).toBe('2');
	});

	test.each([
		['one parameter', (url: URL) => url.searchParams.get('page'), ['page']],
		['whether one is there', (url: URL) => url.searchParams.has('page'), ['page']],
		['all of one name', (url: URL) => url.searchParams.getAll('q'), ['q']],
		['the list of parameters', (url: URL) => url.searchParams.toString(), ['all']],
		['how many there are', (url: URL) => url.searchParams.size, ['all']],
		['the path', (url: URL) => url.pathname, ['all']],
		['the query', (url: URL) => url.search, ['all']],
		['the whole', (url: URL) => `${url}`, ['all']],
		['the host', (url: URL) => url.host, []]
	])('of %s Kit is told what was read', (_, read, told) => {
		const { url, reads } = address('http://a/b?page=1&q=x');
		read(url);
		expect(reads).toEqual(told);
	});

	test('what is behind # is not to be had', () => {
		expect(() => address('http://a/b').url.hash).toThrow('#');
	});
});
