/* The schema that is shipped is the one that the program prints. */
#include <config.h>

#include <stdlib.h>

#include "report/result_json.h"
#include "util/file.h"
#include "util/mem.h"
#include "tests/tap.h"

int main(void)
{
	const char *source = getenv("PINLAB_SRCDIR");
	char *path = pl_asprintf("%s/docs/pinlab-result.schema.json", source ? source : ".");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf made = PL_BUF_INIT, shipped = PL_BUF_INIT;
	struct pl_doc *doc;

	pl_result_schema(&made);
	doc = pl_json_parse("schema",
			    (struct pl_bytes){ (const uint8_t *)pl_buf_str(&made), made.len },
			    1u << 20, &err);
	tap_ok(doc != NULL, "the schema is JSON");
	pl_doc_free(doc);
	if (getenv("PINLAB_UPDATE_GOLDEN"))
		tap_ok(pl_file_write(path, pl_buf_str(&made), made.len, 0644, &err),
		       "%s is written anew", path);
	tap_ok(pl_file_read(path, 1u << 20, &shipped, &err), "docs/ has the schema");
	tap_text(pl_buf_str(&made), pl_buf_str(&shipped), "and it is this one");
	pl_buf_clear(&made);
	pl_buf_clear(&shipped);
	pl_error_clear(&err);
	free(path);
	return tap_done();
}
