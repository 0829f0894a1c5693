/* What does an HTTP request ask for? RFC 9112 for the form, RFC 9110 for the meaning. */
#include <config.h>

#include "net/http.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/mem.h"
#include "util/text.h"

#define CHUNK_LINE_MAX 256 /* a size and extensions that nobody reads */

static bool bad(struct pl_http_request *request, int status, const char *why)
{
	request->status = status;
	request->why = why;
	return false;
}

/* RFC 9110 5.6.2 */
static bool is_token(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)text[i]) && !strchr("!#$%&'*+-.^_`|~", text[i]))
			return false;
	}
	return len > 0;
}

static bool is_visible(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (*at <= ' ' || *at > '~')
			return false;
	}
	return true;
}

/* "HTTP/1.1", or 1.0, which knows neither Host nor chunks. */
static bool read_version(struct pl_http_request *request, const char *text)
{
	if (!pl_starts_with(text, "HTTP/") || strlen(text) != strlen("HTTP/1.1"))
		return bad(request, 400, "the first line is no HTTP request");
	if (!pl_starts_with(text, "HTTP/1."))
		return bad(request, 505, "only HTTP/1.1 is spoken here");
	request->is_old = text[7] == '0';
	return true;
}

static bool read_request_line(struct pl_http_request *request, char *line)
{
	char *target = strchr(line, ' '), *version = target ? strchr(target + 1, ' ') : NULL;

	if (!version)
		return bad(request, 400, "the first line is no HTTP request");
	*target++ = *version++ = '\0';
	if (!read_version(request, version))
		return false;
	if (!is_token(line, strlen(line)) || strlen(line) >= sizeof(request->method))
		return bad(request, 400, "the method is no word");
	if (!target[0] || !is_visible(target))
		return bad(request, 400, "the target is not visible ASCII");
	memcpy(request->method, line, strlen(line) + 1);
	request->target = pl_strdup(target);
	return true;
}

/* A second one is no better than none (RFC 9110 5.3). */
static bool keep(struct pl_http_request *request, char **field, const char *value)
{
	if (*field)
		return bad(request, 400, "a field that may be there once is there twice");
	*field = pl_strdup(value);
	return true;
}

static bool read_length(struct pl_http_request *request, const char *value)
{
	size_t digits = strspn(value, "0123456789"), length;

	if (!digits || value[digits])
		return bad(request, 400, "Content-Length is no number");
	while (digits > 1 && *value == '0') {
		value++;
		digits--;
	}
	if (digits > 9)
		return bad(request, 413, "the body is too large");
	length = (size_t)strtoul(value, NULL, 10);
	if (request->has_length && length != request->left)
		return bad(request, 400, "two fields give the body different lengths");
	request->has_length = true;
	request->left = length;
	return length <= PL_HTTP_BODY_MAX || bad(request, 413, "the body is too large");
}

static bool read_encoding(struct pl_http_request *request, const char *value)
{
	if (strcasecmp(value, "chunked") != 0 || request->chunked)
		return bad(request, 501, "no transfer coding but chunked is known");
	request->chunked = true;
	return true;
}

static bool read_value(struct pl_http_request *request, const char *name, const char *value)
{
	if (strcasecmp(name, "Host") == 0)
		return keep(request, &request->host, value);
	if (strcasecmp(name, "Accept") == 0 && !request->accept)
		return keep(request, &request->accept, value);
	if (strcasecmp(name, "Content-Length") == 0)
		return read_length(request, value);
	if (strcasecmp(name, "Transfer-Encoding") == 0)
		return read_encoding(request, value);
	if (strcasecmp(name, "Expect") == 0 && strcasecmp(value, "100-continue") == 0)
		request->expects_continue = true;
	return true;
}

static bool read_field(struct pl_http_request *request, char *line)
{
	char *colon = strchr(line, ':'), *value, *end;

	/* A blank before the colon or the name: folded lines and smuggled fields (9112 5.1, 5.2). */
	if (!colon || !is_token(line, (size_t)(colon - line)))
		return bad(request, 400, "a line is no header field");
	if (++request->fields > PL_HTTP_FIELDS_MAX)
		return bad(request, 431, "there are too many header fields");
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	end = value + strlen(value);
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	return read_value(request, line, value);
}

/* What decides where the body ends must be clear (RFC 9112 6.3). */
static bool begin_body(struct pl_http_request *request)
{
	if (!request->host && !request->is_old)
		return bad(request, 400, "there is no Host field");
	if (request->chunked && (request->has_length || request->is_old))
		return bad(request, 400, "the body's length is said in two ways");
	request->stage = request->chunked     ? PL_HTTP_CHUNK_SIZE
			 : request->left > 0 ? PL_HTTP_COUNTED
					     : PL_HTTP_OVER;
	pl_buf_reset(&request->head);
	return true;
}

/* All lines of the head, which is whole. */
static bool read_head(struct pl_http_request *request)
{
	char *line = request->head.data, *end;

	for (bool first = true; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		for (const char *at = line; *at; at++) {
			if ((*at > '\0' && *at < ' ' && *at != '\t') || *at == 0x7f)
				return bad(request, 400, "there is a control character in the head");
		}
		if (!*line)
			break;
		if (!(first ? read_request_line(request, line) : read_field(request, line)))
			return false;
		first = false;
	}
	return begin_body(request);
}

/* An empty line ends the head; one before the request is passed over (RFC 9112 2.2). */
static bool add_head(struct pl_http_request *request, char c)
{
	struct pl_buf *head = &request->head;
	size_t n = head->len;

	if (c == '\0')
		return bad(request, 400, "there is a NUL in the head");
	if (n == 0 && (c == '\r' || c == '\n'))
		return true;
	if (n >= PL_HTTP_HEAD_MAX)
		return bad(request, 431, "the head is too large");
	pl_buf_putc(head, c);
	if (c != '\n' || n < 1 ||
	    !(head->data[n - 1] == '\n' ||
	      (n >= 2 && head->data[n - 1] == '\r' && head->data[n - 2] == '\n')))
		return true;
	return read_head(request);
}

/* A line of the chunked body is whole: its size, or what stands between chunks. */
static bool end_line(struct pl_http_request *request)
{
	const char *line = pl_buf_str(&request->head);
	size_t digits = strspn(line, "0123456789abcdefABCDEF");

	if (request->stage == PL_HTTP_TRAILER) {
		if (!*line)
			request->stage = PL_HTTP_OVER;
		return true;
	}
	if (request->stage == PL_HTTP_CHUNK_END) {
		request->stage = PL_HTTP_CHUNK_SIZE;
		return !*line || bad(request, 400, "a chunk is longer than it says");
	}
	if (!digits || !strchr("; \t", line[digits]))
		return bad(request, 400, "a chunk has no size");
	if (digits > 8)
		return bad(request, 413, "the body is too large");
	request->left = (size_t)strtoul(line, NULL, 16);
	request->stage = request->left > 0 ? PL_HTTP_CHUNK_DATA : PL_HTTP_TRAILER;
	return request->body.len + request->left <= PL_HTTP_BODY_MAX ||
	       bad(request, 413, "the body is too large");
}

static bool add_line(struct pl_http_request *request, char c)
{
	struct pl_buf *line = &request->head;
	bool ok;

	if (c == '\0' || line->len >= CHUNK_LINE_MAX || ++request->trailer > PL_HTTP_HEAD_MAX)
		return bad(request, 400, "what stands between chunks is no chunked body");
	if (c != '\n') {
		pl_buf_putc(line, c);
		return true;
	}
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->data[--line->len] = '\0';
	ok = end_line(request);
	pl_buf_reset(line);
	return ok;
}

/* As many bytes as the body or chunk still wants; how many those were. */
static size_t add_body(struct pl_http_request *request, struct pl_bytes data)
{
	size_t len = data.len < request->left ? data.len : request->left;

	pl_buf_add(&request->body, data.data, len);
	request->left -= len;
	if (request->left == 0)
		request->stage = request->stage == PL_HTTP_COUNTED ? PL_HTTP_OVER
								   : PL_HTTP_CHUNK_END;
	return len;
}

enum pl_http_state pl_http_read(struct pl_http_request *request, struct pl_bytes data)
{
	while (data.len > 0 && !request->status && request->stage != PL_HTTP_OVER) {
		bool is_body = request->stage == PL_HTTP_COUNTED ||
			       request->stage == PL_HTTP_CHUNK_DATA;
		size_t used = is_body ? add_body(request, data) : 1;

		if (request->stage == PL_HTTP_HEAD)
			(void)add_head(request, (char)data.data[0]);
		else if (!is_body)
			(void)add_line(request, (char)data.data[0]);
		data.data += used;
		data.len -= used;
	}
	if (request->status)
		return PL_HTTP_BAD;
	return request->stage == PL_HTTP_OVER ? PL_HTTP_READY : PL_HTTP_MORE;
}

void pl_http_request_clear(struct pl_http_request *request)
{
	free(request->target);
	free(request->host);
	free(request->accept);
	pl_buf_clear(&request->head);
	pl_buf_clear(&request->body);
	*request = (struct pl_http_request){ 0 };
}

const char *pl_http_status_words(int status)
{
	static const struct {
		int status;
		const char *words;
	} all[] = {
		{ 200, "OK" },
		{ 204, "No Content" },
		{ 400, "Bad Request" },
		{ 405, "Method Not Allowed" },
		{ 413, "Content Too Large" },
		{ 431, "Request Header Fields Too Large" },
		{ 501, "Not Implemented" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(all); i++) {
		if (all[i].status == status)
			return all[i].words;
	}
	return "";
}

void pl_http_answer(struct pl_buf *out, int status, const char *type, const char *fields,
		    struct pl_bytes body, bool bodiless)
{
	pl_buf_printf(out, "HTTP/1.1 %d %s\r\nConnection: close\r\nCache-Control: no-store\r\n",
		      status, pl_http_status_words(status));
	pl_buf_puts(out, fields ? fields : "");
	/* RFC 9110 8.6: no length where there can be no content. */
	if (status != 204)
		pl_buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, body.len);
	pl_buf_puts(out, "\r\n");
	if (status != 204 && !bodiless)
		pl_buf_add(out, body.data, body.len);
}
