/* Who owns a document's nodes and text, and where a byte of it stands. */
#include <config.h>

#include "data/doc.h"
#include "data/doc_internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define CHUNK 16384
#define ALIGN sizeof(max_align_t)

struct pl_doc_chunk {
	struct pl_doc_chunk *next;
	size_t used, size;
	max_align_t data[];
};

static void find_lines(struct pl_doc *doc)
{
	size_t cap = 0;

	*PL_PUSH(doc->lines, doc->n_lines, cap) = 0;
	for (size_t i = 0; i < doc->len; i++) {
		if (doc->text[i] == '\n')
			*PL_PUSH(doc->lines, doc->n_lines, cap) = i + 1;
	}
}

struct pl_doc *pl_doc_new(const char *file, struct pl_bytes text)
{
	struct pl_doc *doc = pl_calloc(1, sizeof(*doc));

	doc->file = pl_strdup(file);
	doc->text = pl_malloc(text.len + 1);
	if (text.len > 0)
		memcpy(doc->text, text.data, text.len);
	doc->text[text.len] = '\0';
	doc->len = text.len;
	find_lines(doc);
	return doc;
}

void pl_doc_free(struct pl_doc *doc)
{
	if (!doc)
		return;
	while (doc->chunks) {
		struct pl_doc_chunk *next = doc->chunks->next;

		free(doc->chunks);
		doc->chunks = next;
	}
	for (size_t i = 0; i < doc->n_indexes; i++) {
		pl_map_clear(doc->indexes[i]);
		free(doc->indexes[i]);
	}
	free(doc->indexes);
	free(doc->lines);
	free(doc->text);
	free(doc->file);
	free(doc);
}

void *pl_doc_alloc(struct pl_doc *doc, size_t size)
{
	struct pl_doc_chunk *chunk = doc->chunks;
	size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
	char *data;

	if (!chunk || chunk->size - chunk->used < need) {
		size_t room = need > CHUNK ? need : CHUNK;

		chunk = pl_malloc(sizeof(*chunk) + room);
		*chunk = (struct pl_doc_chunk){ .next = doc->chunks, .size = room };
		doc->chunks = chunk;
	}
	data = (char *)chunk->data + chunk->used;
	chunk->used += need;
	return memset(data, 0, need);
}

void pl_doc_own_index(struct pl_doc *doc, struct pl_map *index)
{
	*PL_PUSH(doc->indexes, doc->n_indexes, doc->indexes_cap) = index;
}

struct pl_bytes pl_doc_text(const struct pl_doc *doc)
{
	return (struct pl_bytes){ (const uint8_t *)doc->text, doc->len };
}

const char *pl_doc_file(const struct pl_doc *doc)
{
	return doc->file;
}

const struct pl_node *pl_doc_root(const struct pl_doc *doc)
{
	return doc->root;
}

const char *pl_doc_line(const struct pl_doc *doc, int line, size_t *len)
{
	size_t start, end;

	*len = 0;
	if (line < 1 || (size_t)line > doc->n_lines)
		return NULL;
	start = doc->lines[line - 1];
	end = (size_t)line < doc->n_lines ? doc->lines[line] - 1 : doc->len;
	/* Nothing stands after the newline that ends the file. */
	if (start == doc->len && line > 1)
		return NULL;
	if (end > start && doc->text[end - 1] == '\r')
		end--;
	*len = end - start;
	return doc->text + start;
}

/* The index of the line that holds the byte. */
static size_t line_of(const struct pl_doc *doc, size_t offset)
{
	size_t low = 0, high = doc->n_lines;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (doc->lines[mid] <= offset)
			low = mid;
		else
			high = mid;
	}
	return low;
}

struct pl_pos pl_doc_pos(const struct pl_doc *doc, size_t offset)
{
	size_t line = line_of(doc, offset);
	struct pl_pos pos = { .file = doc->file, .line = (int)line + 1, .column = 1 };

	for (size_t at = doc->lines[line]; at < offset && at < doc->len; pos.column++) {
		uint32_t cp;
		size_t used = pl_utf8_next(doc->text + at, doc->len - at, &cp);

		at += used ? used : 1;
	}
	return pos;
}

void pl_doc_error(struct pl_errors *errors, const struct pl_doc *doc, struct pl_pos pos,
		  const char *fmt, ...)
{
	struct pl_error err = PL_ERROR_INIT;
	const char *line;
	va_list args;
	size_t len;

	va_start(args, fmt);
	pl_error_input_v(&err, pos, fmt, args);
	va_end(args);
	line = pl_doc_line(doc, pos.line, &len);
	if (line)
		pl_error_quote(&err, line, len);
	pl_errors_take(errors, &err);
}
