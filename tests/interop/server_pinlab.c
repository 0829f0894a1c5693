/* `pinlab serve` shows the step's chain, or of an attack's the one that most rows meet. */
#include <config.h>

#include <stdlib.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "util/mem.h"
#include "util/text.h"

static size_t count(const struct pl_node *rows, const char *presented)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += pl_streq(exported_text(rows->items[i], "presented"), presented);
	return n;
}

bool server_shows(const struct served *served)
{
	size_t here = count(served->rows, served->presented);

	for (size_t i = 0; served->attack && i < served->rows->n; i++) {
		const char *other = exported_text(served->rows->items[i], "presented");

		if (other && !pl_streq(other, served->presented) &&
		    count(served->rows, other) >= here)
			return false;
	}
	return true;
}

/* The hosts', the control's and that of reports. */
int server_port(void)
{
	return command_free_ports(3);
}

pid_t server_start(const struct served *served)
{
	char *port = pl_asprintf("%d", served->port);
	pid_t server = command_serve((const char *[]){ getenv("PINLAB"), "serve", served->scenario,
						       "--step", served->step, "--port", port,
						       served->attack ? "--in-place" : NULL,
						       "--attack", served->attack, NULL },
				     served->port);

	free(port);
	return server;
}
