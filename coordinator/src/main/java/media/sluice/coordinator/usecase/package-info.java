/**
 * What the coordinator does: lets participants in, carries out their requests, tells others,
 * follows media nodes. Each room is one {@link media.sluice.coordinator.usecase.RoomActor} with one
 * virtual thread: plain blocking code.
 */
@NullMarked
package media.sluice.coordinator.usecase;

import org.jspecify.annotations.NullMarked;
