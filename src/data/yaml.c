/* What a YAML file says: libyaml's events become positioned nodes, and no more is understood. */
#include <config.h>

#include "data/yaml.h"
#include "data/yaml_internal.h"

#include <string.h>

#include <yaml.h>

#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define NAME_COLUMNS 60

struct loader {
	yaml_parser_t parser;
	struct pl_doc *doc;
	struct pl_builder builder;
	struct pl_errors *errors;
	size_t documents;
};

static struct pl_pos position(const struct loader *loader, yaml_mark_t mark)
{
	return (struct pl_pos){
		.file = pl_doc_file(loader->doc),
		.line = (int)mark.line + 1,
		.column = (int)mark.column + 1,
	};
}

/* libyaml leaves the context mark at 0:0 when there is no context. */
static void refuse_syntax(struct loader *loader)
{
	const yaml_parser_t *parser = &loader->parser;
	struct pl_yaml_problem problem = {
		.problem = parser->problem ? parser->problem : "unknown problem",
		.context = parser->context,
		.at = position(loader, parser->problem_mark),
		.open = pl_builder_innermost(&loader->builder),
	};
	struct pl_error err = PL_ERROR_INIT;

	switch (parser->error) {
	case YAML_MEMORY_ERROR:
		pl_error_environment(&err, pl_doc_file(loader->doc),
				     "out of memory; use a smaller file");
		pl_errors_take(loader->errors, &err);
		return;
	case YAML_READER_ERROR:
		/* The reader knows bytes only, and no marks. */
		problem.at = pl_doc_pos(loader->doc, parser->problem_offset);
		break;
	default:
		if (parser->context)
			problem.context_at = position(loader, parser->context_mark);
		break;
	}
	pl_yaml_explain(loader->errors, loader->doc, &problem);
}

/* Every refusal that repeats a piece of the file keeps it short. */
struct shown {
	struct pl_buf buf;
};

static const char *show(struct shown *shown, const char *name)
{
	pl_buf_reset(&shown->buf);
	pl_text_safe(&shown->buf, name, strlen(name), NAME_COLUMNS);
	return pl_buf_str(&shown->buf);
}

/* Anchors and tags change what a value means behind the reader's back. */
static void refuse_properties(struct loader *loader, struct pl_pos pos, const yaml_char_t *anchor,
			      const yaml_char_t *tag)
{
	struct shown shown = { PL_BUF_INIT };

	if (anchor)
		pl_doc_error(loader->errors, loader->doc, pos,
			      "anchors (&%s) are not used here; write each value out, and quote "
			      "text that begins with &", show(&shown, (const char *)anchor));
	if (tag)
		pl_doc_error(loader->errors, loader->doc, pos,
			      "tags (%s) are not used here; remove it, and quote text that begins "
			      "with !", show(&shown, (const char *)tag));
	pl_buf_clear(&shown.buf);
}

static void check_key(struct loader *loader, struct pl_pos pos, const char *text, bool quoted)
{
	const struct pl_node *first = pl_builder_key(&loader->builder, text);
	struct shown shown = { PL_BUF_INIT };

	if (!quoted && *text == '\0')
		pl_doc_error(loader->errors, loader->doc, pos,
			      "a key is missing before the ':'");
	else if (!quoted && strcmp(text, "<<") == 0)
		pl_doc_error(loader->errors, loader->doc, pos,
			      "merge keys (<<) are not used here; write the keys out");
	else if (first)
		pl_doc_error(loader->errors, loader->doc, pos,
			      "the key '%s' is repeated; the first is at line %d; remove one",
			      show(&shown, text), first->pos.line);
	pl_buf_clear(&shown.buf);
}

/* A limit that is exceeded ends the reading; everything else goes on. */
static bool limit(struct loader *loader, bool ok, struct pl_error *err)
{
	if (!ok)
		pl_doc_error(loader->errors, loader->doc,
			      (struct pl_pos){ err->file, err->line, err->column }, "%s",
			      err->text);
	pl_error_clear(err);
	return ok;
}

static bool add_text(struct loader *loader, struct pl_pos pos, const char *text, size_t len,
		     bool quoted)
{
	struct pl_error err = PL_ERROR_INIT;

	if (memchr(text, '\0', len))
		pl_doc_error(loader->errors, loader->doc, pos,
			      "text cannot hold a NUL; remove the \\0 from it");
	else if (pl_builder_wants_key(&loader->builder))
		check_key(loader, pos, text, quoted);
	return limit(loader, pl_builder_text(&loader->builder, pos, text, len, quoted, &err), &err);
}

static bool add_scalar(struct loader *loader, const yaml_event_t *event)
{
	struct pl_pos pos = position(loader, event->start_mark);

	refuse_properties(loader, pos, event->data.scalar.anchor, event->data.scalar.tag);
	return add_text(loader, pos, (const char *)event->data.scalar.value,
			event->data.scalar.length,
			event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE);
}

/* An empty text takes the alias's place, so that what follows is still read right. */
static bool add_alias(struct loader *loader, const yaml_event_t *event)
{
	struct pl_pos pos = position(loader, event->start_mark);
	struct shown shown = { PL_BUF_INIT };

	pl_doc_error(loader->errors, loader->doc, pos,
		      "aliases (*%s) are not used here; write the value out, and quote text that "
		      "begins with *", show(&shown, (const char *)event->data.alias.anchor));
	pl_buf_clear(&shown.buf);
	return add_text(loader, pos, "", 0, true);
}

static bool open_node(struct loader *loader, const yaml_event_t *event)
{
	struct pl_pos pos = position(loader, event->start_mark);
	bool list = event->type == YAML_SEQUENCE_START_EVENT;
	struct pl_error err = PL_ERROR_INIT;

	if (list)
		refuse_properties(loader, pos, event->data.sequence_start.anchor,
				  event->data.sequence_start.tag);
	else
		refuse_properties(loader, pos, event->data.mapping_start.anchor,
				  event->data.mapping_start.tag);
	return limit(loader,
		     pl_builder_open(&loader->builder, pos, list ? PL_NODE_LIST : PL_NODE_MAP, &err),
		     &err);
}

static bool begin_document(struct loader *loader, const yaml_event_t *event)
{
	if (loader->documents++ == 0)
		return true;
	pl_doc_error(loader->errors, loader->doc, position(loader, event->start_mark),
		      "a second document begins here; a file holds one: remove it or move it to a "
		      "file of its own");
	return false;
}

/* False when reading cannot or need not go on. */
static bool take(struct loader *loader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return begin_document(loader, event);
	case YAML_SCALAR_EVENT:
		return add_scalar(loader, event);
	case YAML_ALIAS_EVENT:
		return add_alias(loader, event);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return open_node(loader, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		pl_builder_close(&loader->builder);
		return true;
	case YAML_STREAM_END_EVENT:
		return false;
	default:
		return true;
	}
}

static void load(struct loader *loader)
{
	bool more = true;

	while (more && loader->errors->dropped == 0) {
		yaml_event_t event;

		if (!yaml_parser_parse(&loader->parser, &event)) {
			refuse_syntax(loader);
			return;
		}
		more = take(loader, &event);
		yaml_event_delete(&event);
	}
	if (loader->documents == 0)
		pl_doc_error(loader->errors, loader->doc,
			      (struct pl_pos){ .file = pl_doc_file(loader->doc) },
			      "the file is empty");
}

static void read_events(struct pl_doc *doc, struct pl_errors *errors)
{
	struct loader loader = { .doc = doc, .errors = errors };
	struct pl_bytes text = pl_doc_text(doc);

	if (!yaml_parser_initialize(&loader.parser)) {
		refuse_syntax(&loader);
		return;
	}
	yaml_parser_set_encoding(&loader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&loader.parser, text.data, text.len);
	pl_builder_init(&loader.builder, doc);
	load(&loader);
	pl_builder_clear(&loader.builder);
	yaml_parser_delete(&loader.parser);
}

/* True when nothing was added to the list, not even to what it no longer keeps. */
static bool unchanged(const struct pl_errors *errors, size_t before)
{
	return errors->n + errors->dropped == before;
}

struct pl_doc *pl_yaml_parse(const char *file, struct pl_bytes text, struct pl_errors *errors)
{
	size_t before = errors->n + errors->dropped;
	struct pl_doc *doc;

	if (text.len > PL_DATA_MAX_BYTES) {
		pl_errors_input(errors, (struct pl_pos){ .file = file },
				"larger than %u bytes, which is the most that is read; split it",
				PL_DATA_MAX_BYTES);
		return NULL;
	}
	/* A UTF-8 byte-order mark says nothing and would shift the first column. */
	if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		text = (struct pl_bytes){ text.data + 3, text.len - 3 };
	doc = pl_doc_new(file, text);
	if (pl_yaml_check(doc, errors))
		read_events(doc, errors);
	if (unchanged(errors, before))
		return doc;
	pl_doc_free(doc);
	return NULL;
}

struct pl_doc *pl_yaml_read(const char *file, struct pl_errors *errors)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_doc *doc = NULL;

	if (pl_file_read(file, PL_DATA_MAX_BYTES, &text, &err))
		doc = pl_yaml_parse(pl_streq(file, "-") ? "(standard input)" : file,
				    (struct pl_bytes){ (const uint8_t *)text.data, text.len },
				    errors);
	pl_errors_take(errors, &err);
	pl_buf_clear(&text);
	return doc;
}
