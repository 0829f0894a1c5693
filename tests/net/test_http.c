/* Which bytes are an HTTP request, however they are cut, and what is said of those that are not? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "net/http.h"
#include "tests/tap.h"
#include "util/text.h"

#define H "Host: api.example.test\r\n"
#define POST "POST /report HTTP/1.1\r\n" H

static const struct {
	const char *text;
	enum pl_http_state want;
	int status;
	const char *said; /* method, target and body, or why */
} rows[] = {
	{ "GET / HTTP/1.1\r\n" H "\r\n", PL_HTTP_READY, 0, "GET / " },
	{ "GET /a?b=c HTTP/1.1\n" "Host: x\n\n", PL_HTTP_READY, 0, "GET /a?b=c " },
	{ "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", PL_HTTP_READY, 0, "GET / " },
	{ "GET / HTTP/1.0\r\n\r\n", PL_HTTP_READY, 0, "GET / " },
	{ "HEAD / HTTP/1.1\r\nhOsT:x\r\nX: \xe9\r\n\r\n", PL_HTTP_READY, 0, "HEAD / " },
	{ "OPTIONS * HTTP/1.1\r\n" H "\r\n", PL_HTTP_READY, 0, "OPTIONS * " },
	{ "GET https://a/ HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", PL_HTTP_READY, 0,
	  "GET https://a/ " },
	{ POST "Content-Length: 5\r\n\r\nhello", PL_HTTP_READY, 0, "POST /report hello" },
	{ POST "Content-Length: 005\r\n\r\nhello and more", PL_HTTP_READY, 0, "POST /report hello" },
	{ POST "content-length:\t5 \r\ncontent-length: 5\r\n\r\nhello", PL_HTTP_READY, 0,
	  "POST /report hello" },
	{ POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", PL_HTTP_READY, 0,
	  "POST /report hello" },
	{ POST "Transfer-Encoding: Chunked\r\n\r\n2;x=y\r\nhe\r\n003 \r\nllo\r\n0\r\nX: y\r\n\r\n",
	  PL_HTTP_READY, 0, "POST /report hello" },
	{ POST "Transfer-Encoding: chunked\r\n\r\nA\n0123456789\n0\n\n", PL_HTTP_READY, 0,
	  "POST /report 0123456789" },
	{ POST "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", PL_HTTP_READY, 0,
	  "POST /report {}" },

	{ "", PL_HTTP_MORE, 0, "  " },
	{ "GET / HTTP/1.1\r\n" H, PL_HTTP_MORE, 0, "  " },
	{ POST "Content-Length: 5\r\n\r\nhell", PL_HTTP_MORE, 0, "POST /report hell" },
	{ POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", PL_HTTP_MORE, 0,
	  "POST /report hello" },

	{ "\x16\x03\x01 garbage\n\n", PL_HTTP_BAD, 400, "control character" },
	{ "GET /\r\n\r\n", PL_HTTP_BAD, 400, "no HTTP request" },
	{ "GET  / HTTP/1.1\r\n" H "\r\n", PL_HTTP_BAD, 400, "no HTTP request" },
	{ "G@T / HTTP/1.1\r\n" H "\r\n", PL_HTTP_BAD, 400, "the method is no word" },
	{ " / HTTP/1.1\r\n" H "\r\n", PL_HTTP_BAD, 400, "the method is no word" },
	{ "ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\n" H "\r\n", PL_HTTP_BAD, 400, "the method is no word" },
	{ "GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n", PL_HTTP_BAD, 400, "visible ASCII" },
	{ "GET / HTTP/1.1 x\r\n" H "\r\n", PL_HTTP_BAD, 400, "no HTTP request" },
	{ "GET / SPDY/1.1\r\n" H "\r\n", PL_HTTP_BAD, 400, "no HTTP request" },
	{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", PL_HTTP_BAD, 505, "only HTTP/1.1" },
	{ "GET / HTTP/1.1\r\n\r\n", PL_HTTP_BAD, 400, "no Host" },
	{ "GET / HTTP/1.1\r\n" H H "\r\n", PL_HTTP_BAD, 400, "twice" },
	{ "GET / HTTP/1.1\r\nHost : x\r\n\r\n", PL_HTTP_BAD, 400, "no header field" },
	{ "GET / HTTP/1.1\r\n" H " folded\r\n\r\n", PL_HTTP_BAD, 400, "no header field" },
	{ "GET / HTTP/1.1\r\n" H "no colon\r\n\r\n", PL_HTTP_BAD, 400, "no header field" },
	{ "GET / HTTP/1.1\r\n" H ": x\r\n\r\n", PL_HTTP_BAD, 400, "no header field" },
	{ "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", PL_HTTP_BAD, 400, "control character" },
	{ POST "Content-Length: -1\r\n\r\n", PL_HTTP_BAD, 400, "is no number" },
	{ POST "Content-Length:\r\n\r\n", PL_HTTP_BAD, 400, "is no number" },
	{ POST "Content-Length: 5, 5\r\n\r\n", PL_HTTP_BAD, 400, "is no number" },
	{ POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", PL_HTTP_BAD, 400, "different" },
	{ POST "Content-Length: 65537\r\n\r\n", PL_HTTP_BAD, 413, "too large" },
	{ POST "Content-Length: 99999999999999999999\r\n\r\n", PL_HTTP_BAD, 413, "too large" },
	{ POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", PL_HTTP_BAD, 400,
	  "in two ways" },
	{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", PL_HTTP_BAD, 400, "in two ways" },
	{ POST "Transfer-Encoding: gzip\r\n\r\n", PL_HTTP_BAD, 501, "chunked" },
	{ POST "Transfer-Encoding: gzip, chunked\r\n\r\n", PL_HTTP_BAD, 501, "chunked" },
	{ POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", PL_HTTP_BAD, 501,
	  "chunked" },
	{ POST "Transfer-Encoding: chunked\r\n\r\nx\r\n", PL_HTTP_BAD, 400, "no size" },
	{ POST "Transfer-Encoding: chunked\r\n\r\n\r\n", PL_HTTP_BAD, 400, "no size" },
	{ POST "Transfer-Encoding: chunked\r\n\r\n5x\r\n", PL_HTTP_BAD, 400, "no size" },
	{ POST "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n", PL_HTTP_BAD, 400, "longer than" },
	{ POST "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n", PL_HTTP_BAD, 413, "too large" },
	{ POST "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", PL_HTTP_BAD, 413, "too large" },
	{ POST "Transfer-Encoding: chunked\r\n\r\n10001\r\n", PL_HTTP_BAD, 413, "too large" },
};

static enum pl_http_state read_cut(struct pl_http_request *request, const char *text, size_t len,
				   size_t cut)
{
	enum pl_http_state state = PL_HTTP_MORE;

	for (size_t at = 0; at < len && state == PL_HTTP_MORE; at += cut)
		state = pl_http_read(request, (struct pl_bytes){ (const uint8_t *)text + at,
								 len - at < cut ? len - at : cut });
	return state;
}

static void test_row(size_t i, size_t cut)
{
	struct pl_http_request request = { 0 };
	enum pl_http_state got = read_cut(&request, rows[i].text, strlen(rows[i].text), cut);
	struct pl_buf said = PL_BUF_INIT;
	bool ok = got == rows[i].want && request.status == rows[i].status;

	if (got == PL_HTTP_BAD)
		ok = ok && strstr(request.why, rows[i].said);
	else
		pl_buf_printf(&said, "%s %s %s", request.method,
			      request.target ? request.target : "", pl_buf_str(&request.body));
	if (got != PL_HTTP_BAD)
		ok = ok && strcmp(pl_buf_str(&said), rows[i].said) == 0;
	tap_ok(ok, "row %zu cut by %zu: %s", i, cut, rows[i].said);
	if (!ok)
		tap_note("state %d, status %d, %s, '%s'", (int)got, request.status,
			 request.why ? request.why : "", pl_buf_str(&said));
	pl_buf_clear(&said);
	pl_http_request_clear(&request);
}

/* One byte below a limit is fine, one above is not. */
static void test_limits(void)
{
	static const struct {
		const char *name;
		size_t pad, fields, body;
		int want; /* 0: ready */
	} limits[] = {
		{ "a head of all its bytes", PL_HTTP_HEAD_MAX, 0, 0, 0 },
		{ "a head of one more", PL_HTTP_HEAD_MAX + 1, 0, 0, 431 },
		{ "all fields", 0, PL_HTTP_FIELDS_MAX - 1, 0, 0 },
		{ "one field more", 0, PL_HTTP_FIELDS_MAX, 0, 431 },
		{ "a body of all its bytes", 0, 0, PL_HTTP_BODY_MAX, 0 },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(limits); i++) {
		struct pl_http_request request = { 0 };
		struct pl_buf text = PL_BUF_INIT;

		pl_buf_puts(&text, "GET / HTTP/1.1\r\nHost: x\r\n");
		for (size_t k = 0; k < limits[i].fields; k++)
			pl_buf_puts(&text, "X: y\r\n");
		if (limits[i].body)
			pl_buf_printf(&text, "Content-Length: %zu\r\n", limits[i].body);
		if (limits[i].pad) {
			pl_buf_puts(&text, "Y: ");
			while (text.len < limits[i].pad - 4)
				pl_buf_putc(&text, 'y');
			pl_buf_puts(&text, "\r\n");
		}
		pl_buf_puts(&text, "\r\n");
		for (size_t k = 0; k < limits[i].body; k++)
			pl_buf_putc(&text, (char)k);
		tap_ok(read_cut(&request, text.data, text.len, 1000) ==
			       (limits[i].want ? PL_HTTP_BAD : PL_HTTP_READY) &&
			       request.status == limits[i].want && request.body.len == limits[i].body,
		       "%s", limits[i].name);
		pl_buf_clear(&text);
		pl_http_request_clear(&request);
	}
}

static void test_answer(void)
{
	static const struct {
		int status;
		bool bodiless;
		const char *want;
	} answers[] = {
		{ 200, false, "HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\nX: y\r\n"
			      "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi" },
		{ 200, true, "HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\nX: y\r\n"
			     "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n" },
		{ 204, false, "HTTP/1.1 204 No Content\r\nConnection: close\r\n"
			      "Cache-Control: no-store\r\nX: y\r\n\r\n" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(answers); i++) {
		struct pl_buf out = PL_BUF_INIT;

		pl_http_answer(&out, answers[i].status, "text/plain", "X: y\r\n",
			       (struct pl_bytes){ (const uint8_t *)"hi", 2 }, answers[i].bodiless);
		tap_text(pl_buf_str(&out), answers[i].want, "the answer");
		pl_buf_clear(&out);
	}
}

/* A NUL is no text, and what a request waits for is known when its head is. */
static void test_odd(void)
{
	static const char nul[] = "GET /\0 HTTP/1.1\r\n" H "\r\n";
	static const char waits[] = POST "Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n";
	struct pl_http_request request = { 0 };

	tap_ok(read_cut(&request, nul, sizeof(nul) - 1, 4) == PL_HTTP_BAD && request.status == 400,
	       "a NUL in the head");
	pl_http_request_clear(&request);
	tap_ok(read_cut(&request, waits, sizeof(waits) - 1, 4) == PL_HTTP_MORE &&
		       request.expects_continue,
	       "it waits for a word to go on");
	pl_http_request_clear(&request);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		for (size_t cut = 1; cut < 2000; cut *= 11)
			test_row(i, cut);
	test_limits();
	test_answer();
	test_odd();
	return tap_done();
}
