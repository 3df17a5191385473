/**
 * UDP for the worker: ports, sockets, batches of datagrams, and the addresses at which peers reach
 * the node. Every object belongs to one worker thread, except where its first comment line says
 * otherwise.
 */
@HotPath
@NullMarked
package media.sluice.node.net;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
