/*
 * How a refusal of libyaml reads. Its own texts name what its grammar missed;
 * ours name the slip that usually lies behind and what to do about it, and point
 * at the opening quote or bracket rather than at the place where hope was lost.
 */
#include <config.h>

#include "data/yaml_internal.h"

#include <string.h>

#include "util/text.h"

enum place {
	AT_PROBLEM,
	AT_CONTEXT, /* where the thing began that went wrong */
	AT_OPENING, /* the same, when that was on an earlier line */
};

struct wording {
	const char *problem; /* libyaml's text begins so */
	const char *context; /* and its context contains this, unless NULL */
	const char *text;
	enum place place;
};

/* The first row that fits is taken. */
static const struct wording wordings[] = {
	{ "found unexpected end of stream", "quoted scalar",
	  "this quote is never closed; add the closing quote", AT_CONTEXT },
	{ "found unexpected document indicator", "quoted scalar",
	  "this quote is not closed before the line of --- or ...; add the closing quote",
	  AT_CONTEXT },
	{ "found unknown escape character", NULL,
	  "no such escape; write \\\\ for a backslash, or use single quotes", AT_PROBLEM },
	{ "did not find expected hexdecimal number", NULL,
	  "an escape needs hexadecimal digits here", AT_PROBLEM },
	{ "found invalid Unicode character escape code", NULL,
	  "the escape names no character", AT_PROBLEM },
	{ "did not find expected ',' or ']'", NULL,
	  "this list is not closed, or a comma is missing in it; "
	  "add a comma between items and ] at the end", AT_OPENING },
	{ "did not find expected ',' or '}'", NULL,
	  "this map is not closed, or a comma is missing in it; "
	  "add a comma between entries and } at the end", AT_OPENING },
	{ "could not find expected ':'", NULL,
	  "this looks like a key without its ':'; write key: value, or quote the text",
	  AT_CONTEXT },
	{ "mapping values are not allowed in this context", NULL,
	  "a ':' is out of place; check the indentation, or put text that contains ': ' in quotes",
	  AT_PROBLEM },
	{ "mapping keys are not allowed in this context", NULL,
	  "a '?' is out of place; put text that begins with it in quotes", AT_PROBLEM },
	{ "block sequence entries are not allowed in this context", NULL,
	  "a '-' cannot start a list here; begin the list on a line of its own", AT_PROBLEM },
	{ "found a tab character", NULL,
	  "a tab cannot indent; use blanks", AT_PROBLEM },
	{ "found an indentation indicator equal to 0", NULL,
	  "an indentation indicator runs from 1 to 9", AT_PROBLEM },
	{ "did not find expected comment or line break", "block scalar",
	  "text cannot follow | or > on its line; begin it on the next, or put the value in quotes",
	  AT_PROBLEM },
	{ "did not find expected key", NULL,
	  "expected a key here; line it up with the other keys, and look for text left over after "
	  "a value", AT_PROBLEM },
	{ "did not find expected '-' indicator", NULL,
	  "expected '-' here; line it up with the other items of the list", AT_PROBLEM },
	{ "did not find expected <document start>", NULL,
	  "nothing can follow the document; check the indentation, and look for text left over",
	  AT_PROBLEM },
	{ "did not find expected alphabetic or numeric character", "alias",
	  "text that begins with * needs quotes", AT_CONTEXT },
	{ "did not find expected alphabetic or numeric character", "anchor",
	  "text that begins with & needs quotes", AT_CONTEXT },
	{ "found undefined tag handle", NULL,
	  "tags are not used here; put text that begins with ! in quotes", AT_PROBLEM },
	{ "found incompatible YAML document", NULL,
	  "the %YAML directive may name version 1.1 or 1.2; remove the line", AT_PROBLEM },
	{ "", " tag", "tags are not used here; put text that begins with ! in quotes", AT_CONTEXT },
	{ "", "directive", "a line that begins with % is a YAML directive; remove it, or put the "
	  "text in quotes", AT_CONTEXT },
	{ "did not find expected node content", NULL,
	  "a value is missing here, or a character that cannot begin one needs quotes",
	  AT_PROBLEM },
};

static bool fits(const struct wording *wording, const struct pl_yaml_problem *problem)
{
	return pl_starts_with(problem->problem, wording->problem) &&
	       (!wording->context ||
		(problem->context && strstr(problem->context, wording->context)));
}

/* The byte at a position, or NUL at the end of a line. */
static char byte_at(const struct pl_doc *doc, struct pl_pos pos)
{
	size_t len, at = 0;
	const char *line = pl_doc_line(doc, pos.line, &len);

	for (int column = 1; line && at < len && column < pos.column; column++) {
		uint32_t cp;
		size_t used = pl_utf8_next(line + at, len - at, &cp);

		at += used ? used : 1;
	}
	return line && at < len ? line[at] : '\0';
}

/* libyaml has one text for a tab and for every reserved character. */
static void explain_character(struct pl_errors *errors, const struct pl_doc *doc,
			      const struct pl_yaml_problem *problem)
{
	char c = byte_at(doc, problem->at);

	if (c == '\t')
		pl_doc_error(errors, doc, problem->at, "a tab cannot indent; use blanks");
	else
		pl_doc_error(errors, doc, problem->at,
			      "text cannot begin with '%c'; put it in quotes", c);
}

/* True when nothing but blanks follows the position. */
static bool at_end(const struct pl_doc *doc, struct pl_pos pos)
{
	size_t len;

	return !pl_doc_line(doc, pos.line + 1, &len) && byte_at(doc, pos) == '\0';
}

/* The file ends where libyaml wants a value, which only flow style ever does. */
static void explain_end(struct pl_errors *errors, const struct pl_doc *doc,
			const struct pl_yaml_problem *problem)
{
	bool list = problem->open->kind == PL_NODE_LIST;

	pl_doc_error(errors, doc, problem->open->pos,
		      "this %s is not closed before the file ends; add %s at its end",
		      list ? "list" : "map", list ? "]" : "}");
}

static struct pl_pos place_of(const struct wording *wording,
			      const struct pl_yaml_problem *problem)
{
	if (wording->place == AT_PROBLEM || problem->context_at.line == 0)
		return problem->at;
	if (wording->place == AT_OPENING && problem->context_at.line == problem->at.line)
		return problem->at;
	return problem->context_at;
}

/* Names the other of the two lines that matter, when there is another. */
static void explain_at(struct pl_errors *errors, const struct pl_doc *doc,
		       const struct pl_yaml_problem *problem, const struct wording *wording)
{
	struct pl_pos pos = place_of(wording, problem);

	if (wording->place == AT_OPENING && pos.line != problem->at.line)
		pl_doc_error(errors, doc, pos, "%s (noticed at line %d)", wording->text,
			      problem->at.line);
	else if (wording->place == AT_PROBLEM && problem->context_at.line > 0 &&
		 problem->context_at.line != pos.line)
		pl_doc_error(errors, doc, pos, "%s (it began at line %d)", wording->text,
			      problem->context_at.line);
	else
		pl_doc_error(errors, doc, pos, "%s", wording->text);
}

void pl_yaml_explain(struct pl_errors *errors, const struct pl_doc *doc,
		     const struct pl_yaml_problem *problem)
{
	if (pl_starts_with(problem->problem, "found character that cannot start any token")) {
		explain_character(errors, doc, problem);
		return;
	}
	if (pl_starts_with(problem->problem, "did not find expected node content") &&
	    problem->open && at_end(doc, problem->at)) {
		explain_end(errors, doc, problem);
		return;
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(wordings); i++) {
		if (fits(&wordings[i], problem)) {
			explain_at(errors, doc, problem, &wordings[i]);
			return;
		}
	}
	pl_doc_error(errors, doc, problem->at, "not valid YAML here: %s", problem->problem);
}
