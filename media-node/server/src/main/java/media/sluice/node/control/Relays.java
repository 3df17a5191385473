package media.sluice.node.control;

import media.sluice.core.room.RoomRelays;
import media.sluice.node.relay.TrunkLink;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.Epoch;
import media.sluice.node.worker.WorkerMailbox;
import media.sluice.proto.media.v1alpha1.CloseRelayRequest;
import media.sluice.proto.media.v1alpha1.CloseRelayResponse;
import media.sluice.proto.media.v1alpha1.CreateRelayRequest;
import media.sluice.proto.media.v1alpha1.CreateRelayResponse;

/**
 * Producers that are taken from other nodes. Thread-safe; holds no lock of a room while it waits
 * for another node.
 */
final class Relays {

    private static final int MIN_ADDRESS = 3;
    private static final int MAX_ADDRESS = 256;
    private static final int MAX_ID = 128;

    private final RoomCommands rooms;
    private final RoomDirectory directory;
    private final Trunks trunks;
    private final String ownAddress;

    Relays(RoomCommands rooms, RoomDirectory directory, Trunks trunks, String ownAddress) {
        this.rooms = rooms;
        this.directory = directory;
        this.trunks = trunks;
        this.ownAddress = ownAddress;
    }

    CreateRelayResponse create(CreateRelayRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String producer = Checks.text("producer_id", request.getProducerId(), 0, MAX_ID);
        String address =
                Checks.text("relay_address", request.getRelayAddress(), MIN_ADDRESS, MAX_ADDRESS);
        rooms.createRoom(room, epoch);
        if (producer.isEmpty()) {
            requireOther(address);
            var _ = trunks.obtain(room, address, request.getEpoch());
            return CreateRelayResponse.getDefaultInstance();
        }
        WorkerMailbox mailbox = directory.worker(room).mailbox();
        boolean isHere =
                Answers.await(mailbox.place(room, producer, epoch)) == RoomRelays.Place.HERE;
        if (!isHere && !comesFrom(mailbox, room, producer, address, epoch)) {
            requireOther(address);
            trunks.obtain(room, address, request.getEpoch()).pull(producer, 0);
        }
        return CreateRelayResponse.getDefaultInstance();
    }

    private void requireOther(String address) {
        if (address.equals(ownAddress)) {
            throw Checks.refuse("relay_address", "names this node. Name the other one");
        }
    }

    private boolean comesFrom(
            WorkerMailbox mailbox, String room, String producer, String address, Epoch epoch) {
        int trunk = Answers.await(mailbox.trunkOf(room, producer, epoch));
        TrunkLink link = trunk == 0 ? null : trunks.find(trunk);
        return link != null && address.equals(link.peerAddress());
    }

    CloseRelayResponse close(CloseRelayRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String producer = Checks.id("producer_id", request.getProducerId());
        if (directory.hasRoom(room)) {
            directory.inRoom(
                    room, mailbox -> Answers.await(mailbox.closeRelay(room, producer, epoch)));
        }
        return CloseRelayResponse.getDefaultInstance();
    }
}
