/* Findings for tools that show them beside the code: SARIF 2.1.0 (OASIS). */
#include <config.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "pki/pki.h"
#include "report/gate_formats.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static const char *level_of(enum pl_severity severity)
{
	static const char *const levels[PL_SEVERITIES] = {
		[PL_SEVERITY_INFO] = "note",
		[PL_SEVERITY_WARNING] = "warning",
		[PL_SEVERITY_ERROR] = "error",
	};

	return levels[severity];
}

static void put_text(struct pl_json *json, const char *key, const char *text)
{
	pl_json_object(json, key);
	pl_json_text(json, "text", text);
	pl_json_end(json);
}

/* "no-independent-backup" as SARIF's names are: NoIndependentBackup. Caller frees. */
static char *pascal(const char *id)
{
	struct pl_buf out = PL_BUF_INIT;
	bool up = true;

	for (; *id; id++) {
		if (*id == '-') {
			up = true;
			continue;
		}
		pl_buf_putc(&out, up ? (char)toupper((unsigned char)*id) : *id);
		up = false;
	}
	return pl_buf_take(&out);
}

static void put_rule(struct pl_json *json, const struct pl_lint_rule *rule)
{
	char *name = pascal(rule->id);
	char *help = pl_asprintf("%s What helps: %s. Source: %s. Since: %s.", rule->about,
				 rule->remedy, rule->source, rule->since);

	pl_json_object(json, NULL);
	pl_json_text(json, "id", rule->id);
	pl_json_text(json, "name", name);
	put_text(json, "shortDescription", rule->summary);
	put_text(json, "fullDescription", rule->about);
	put_text(json, "help", help);
	pl_json_object(json, "defaultConfiguration");
	pl_json_text(json, "level", level_of(rule->severity));
	pl_json_end(json);
	pl_json_object(json, "properties");
	pl_json_text(json, "source", rule->source);
	pl_json_text(json, "since", rule->since);
	pl_json_end(json);
	pl_json_end(json);
	free(name);
	free(help);
}

static void put_tool(struct pl_json *json)
{
	size_t n;
	const struct pl_lint_rule *const *rules = pl_lint_rules(&n);

	pl_json_object(json, "tool");
	pl_json_object(json, "driver");
	pl_json_text(json, "name", "pinlab");
	pl_json_text(json, "version", PACKAGE_VERSION);
	pl_json_text(json, "semanticVersion", PACKAGE_VERSION);
	pl_json_array(json, "rules");
	for (size_t i = 0; i < n; i++)
		put_rule(json, rules[i]);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_end(json);
}

/* A path as a URI reference (RFC 3986): what is not unreserved is escaped, slashes stay. Caller
 * frees. */
static char *uri_of(const char *file)
{
	struct pl_buf out = PL_BUF_INIT;

	if (*file == '/')
		pl_buf_puts(&out, "file://");
	while (pl_starts_with(file, "./"))
		file += 2;
	for (; *file; file++) {
		unsigned char c = (unsigned char)*file;

		if (isalnum(c) || strchr("-._~/", c))
			pl_buf_putc(&out, *file);
		else
			pl_buf_printf(&out, "%%%02X", c);
	}
	return pl_buf_take(&out);
}

static void put_location(struct pl_json *json, struct pl_pos pos)
{
	char *uri = uri_of(pos.file);

	pl_json_object(json, NULL);
	pl_json_object(json, "physicalLocation");
	pl_json_object(json, "artifactLocation");
	pl_json_text(json, "uri", uri);
	pl_json_end(json);
	if (pos.line > 0) {
		pl_json_object(json, "region");
		pl_json_int(json, "startLine", pos.line);
		if (pos.column > 0)
			pl_json_int(json, "startColumn", pos.column);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
	free(uri);
}

static size_t rule_index(const struct pl_lint_rule *rule)
{
	size_t n, i = 0;
	const struct pl_lint_rule *const *rules = pl_lint_rules(&n);

	while (i < n && rules[i] != rule)
		i++;
	return i;
}

/* What stays the same when lines move: the rule, the file, the pin and the host. */
static void put_fingerprint(struct pl_json *json, const struct pl_finding *finding)
{
	struct pl_buf text = PL_BUF_INIT;
	uint8_t digest[32];
	char hex[65];

	pl_buf_printf(&text, "%s|%s|%s|%s", finding->rule->id,
		      finding->pos.file ? finding->pos.file : "",
		      finding->pin ? finding->pin->spelling : "",
		      finding->host ? finding->host : "");
	pl_sha256(pl_buf_str(&text), text.len, digest);
	pl_json_object(json, "partialFingerprints");
	pl_json_text(json, "pinlab/v1", pl_hex(digest, sizeof(digest), hex));
	pl_json_end(json);
	pl_buf_clear(&text);
}

/* A finding without a file of its own is shown at the first pin file. */
static struct pl_pos place_of(const struct pl_gate *check, const struct pl_finding *finding)
{
	struct pl_pos pos = finding->pos;

	if (!pos.file && check->input.n_files > 0)
		pos.file = check->input.files[0].pins->file;
	return pos;
}

static void put_result(struct pl_json *json, const struct pl_gate *check,
		       const struct pl_finding *finding)
{
	struct pl_pos pos = place_of(check, finding);
	char *message = pl_asprintf("%s. Next: %s.", finding->message, finding->next);

	pl_json_object(json, NULL);
	pl_json_text(json, "ruleId", finding->rule->id);
	pl_json_int(json, "ruleIndex", (int64_t)rule_index(finding->rule));
	pl_json_text(json, "level", level_of(finding->severity));
	put_text(json, "message", message);
	pl_json_array(json, "locations");
	if (pos.file)
		put_location(json, pos);
	pl_json_end(json);
	put_fingerprint(json, finding);
	if (finding->date != PL_TIME_NONE) {
		pl_json_object(json, "properties");
		pl_json_time(json, "date", finding->date);
		pl_json_end(json);
	}
	pl_json_end(json);
	free(message);
}

static void write_sarif(struct pl_buf *out, const struct pl_gate *check,
			const struct pl_style *style)
{
	struct pl_json *json = pl_json_new();

	(void)style;
	pl_json_object(json, NULL);
	pl_json_text(json, "$schema", SCHEMA);
	pl_json_text(json, "version", "2.1.0");
	pl_json_array(json, "runs");
	pl_json_object(json, NULL);
	put_tool(json);
	pl_json_text(json, "columnKind", "unicodeCodePoints");
	pl_json_array(json, "results");
	for (size_t i = 0; i < check->n_findings; i++)
		put_result(json, check, &check->findings[i]);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}

const struct pl_gate_format pl_gate_format_sarif = {
	.name = "sarif",
	.summary = "SARIF 2.1.0, for tools that show findings beside the code",
	.write = write_sarif,
};
