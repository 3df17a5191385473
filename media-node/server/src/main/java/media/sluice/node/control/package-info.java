/**
 * The node's public API: gRPC on virtual threads, in plain blocking code. Checks requests, finds
 * the worker, translates between the contract's messages and the values below.
 */
@NullMarked
package media.sluice.node.control;

import org.jspecify.annotations.NullMarked;
