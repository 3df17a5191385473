package media.sluice.operator.scaling;

/** Why a decision is what it is. */
public enum Reason {
    STEADY("the nodes there are what is needed"),
    GROWS_FOR_COMMITTED_LOAD(
            "rooms hold, or are expected to reach, more than the nodes are meant for"),
    GROWS_FOR_SLOPE("load rises, and a node takes time to start"),
    GROWS_FOR_SEASON("at this time of the day or week load was higher"),
    GROWS_FOR_RESERVATION("capacity is reserved"),
    GROWS_FOR_SCHEDULE("a schedule asks for nodes"),
    GROWS_FOR_WAITING_ROOMS("rooms wait for a node, and there is none"),
    GROWS_FOR_RELIEF("the ready nodes are overloaded"),
    GROWS_TO_MINIMUM("the pool has fewer nodes than its minimum"),
    REPLACES_LEAVING_NODES("nodes leave with their machines, or are gone"),
    TAKES_BACK_CORDONED_NODES("load came back while nodes drained"),
    LIMITED_BY_MAXIMUM("more nodes are needed than the pool may have"),
    LIMITED_BY_QUOTA("more nodes are needed than can be had"),
    LIMITED_BY_RATE("more nodes are needed than may be created in a minute"),
    SHRINKS("fewer nodes were needed for the whole window, and the rooms fit elsewhere"),
    USES_RESERVE("load came back soon after nodes went, and the reserve takes it"),
    HELD_BY_WINDOW("fewer nodes are needed, but not yet for the whole window"),
    HELD_BY_SCHEDULE("fewer nodes are needed, but a schedule keeps them"),
    HELD_BY_UPGRADE("fewer nodes are needed, but an upgrade is running"),
    HELD_BY_SILENT_NODES("fewer nodes are needed, but a silent node's rooms cannot be counted"),
    HELD_BY_LOAD("fewer nodes are needed, but none is empty enough to be emptied"),
    HELD_BY_ROOMS("fewer nodes are needed, but the rooms of none fit elsewhere"),
    HELD_BY_RATE("fewer nodes are needed, but enough of them were cordoned this minute"),
    FROZEN_WITHOUT_LOAD_DATA("load is not known: nothing changes until it is");

    private final String sentence;

    Reason(String sentence) {
        this.sentence = sentence;
    }

    /** For people: an event, a status, {@code kubectl sluice why}. */
    public String sentence() {
        return sentence;
    }
}
