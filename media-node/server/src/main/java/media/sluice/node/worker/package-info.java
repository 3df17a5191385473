/**
 * The data plane's threads: one worker per core owns its sockets, rooms, sessions, timers, buffers
 * and counters. Other threads ask through {@link media.sluice.node.worker.WorkerMailbox} and
 * nothing else.
 */
@NullMarked
package media.sluice.node.worker;

import org.jspecify.annotations.NullMarked;
