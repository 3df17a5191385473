package media.sluice.coordinator.usecase;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.port.DataProtocol;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.port.RoomStore;

/**
 * What rooms need of the world.
 *
 * @param coordinatorId this coordinator's identifier, owner of its rooms
 * @param nodes the media nodes
 * @param store what a next owner must know
 * @param tokens reads and signs tokens
 * @param clock wall clock
 * @param timers runs short tasks later
 * @param nodeCalls runs calls to nodes, which may block for seconds, each participant's in order
 * @param counters counts what happens
 * @param data what messages of clients' data channels look like
 * @param isRehearsal nobody wants to read of it in the log
 */
public record Services(
        String coordinatorId,
        NodeDirectory nodes,
        RoomStore store,
        TokenCodec tokens,
        InstantSource clock,
        ScheduledExecutorService timers,
        Executor nodeCalls,
        Counters counters,
        DataProtocol data,
        boolean isRehearsal) {}
