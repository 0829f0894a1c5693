/* openssl s_server shows whatever chain it is given. */
#include <config.h>

#include <stdlib.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "util/mem.h"

bool server_shows(const struct served *served)
{
	(void)served;
	return true;
}

int server_port(void)
{
	return command_free_port();
}

pid_t server_start(const struct served *served)
{
	char *accept = pl_asprintf("127.0.0.1:%d", served->port);
	pid_t server = command_serve((const char *[]){ "openssl", "s_server", "-accept", accept,
						       "-cert", served->chain, "-key", served->key,
						       "-cert_chain", served->chain, "-www", "-quiet",
						       NULL },
				     served->port);

	free(accept);
	return server;
}
