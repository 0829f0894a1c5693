/* What do the logs of a step's world say: their keys for other programs, and their trees? */
#include <config.h>

#include "report/export_parts.h"

#include <stdlib.h>

#include "lab/ct.h"
#include "pki/sct.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void put_base64(struct pl_buf *out, struct pl_bytes bytes)
{
	char *text = pl_malloc(PL_BASE64_LEN(bytes.len) + 1);

	pl_buf_puts(out, pl_base64(bytes.data, bytes.len, text));
	free(text);
}

/* CTLOG_STORE_load_file(3) of OpenSSL. */
void pl_export_log_list(const struct pl_world *world, struct pl_buf *out)
{
	pl_buf_puts(out, "enabled_logs = ");
	for (size_t i = 0; i < world->ct->n_logs; i++)
		pl_buf_printf(out, "%s%s", i ? "," : "", world->ct->logs[i].name);
	for (size_t i = 0; i < world->ct->n_logs; i++) {
		const struct pl_log *log = &world->ct->logs[i];

		pl_buf_printf(out, "\n\n[%s]\ndescription = %s\nkey = ", log->name, log->name);
		put_base64(out, pl_key_spki(log->key));
	}
	pl_buf_putc(out, '\n');
}

static bool put_head(struct pl_json *json, const struct pl_world *world, size_t at,
		     struct pl_error *err)
{
	const struct pl_log *log = &world->ct->logs[at];
	uint64_t timestamp = (uint64_t)world->now * 1000;
	struct pl_buf head = PL_BUF_INIT, text = PL_BUF_INIT;
	struct pl_hash root;
	size_t size = pl_world_log_root(world, at, &root);
	bool ok = pl_tree_head_sign(log->key, timestamp, size, root.bytes, &head, err);

	/* RFC 6962 4.3 */
	pl_json_int(json, "tree_size", (int64_t)size);
	pl_json_int(json, "timestamp", (int64_t)timestamp);
	put_base64(&text, (struct pl_bytes){ root.bytes, sizeof(root.bytes) });
	pl_json_text(json, "sha256_root_hash", pl_buf_str(&text));
	pl_buf_reset(&text);
	put_base64(&text, (struct pl_bytes){ (const uint8_t *)head.data, head.len });
	pl_json_text(json, "tree_head_signature", pl_buf_str(&text));
	pl_buf_clear(&text);
	pl_buf_clear(&head);
	return ok;
}

bool pl_export_log_heads(const struct pl_world *world, struct pl_buf *out, struct pl_error *err)
{
	struct pl_json *json = pl_json_new();
	bool ok = true;

	pl_json_object(json, NULL);
	for (size_t i = 0; ok && i < world->ct->n_logs; i++) {
		const struct pl_log *log = &world->ct->logs[i];

		pl_json_object(json, log->name);
		pl_json_text(json, "operator", log->operator_);
		pl_json_text(json, "kind", log->is_static ? "static" : "rfc6962");
		pl_json_text(json, "state", pl_log_state_name(pl_log_state_at(log, world->now)));
		ok = put_head(json, world, i, err);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
	return ok;
}
