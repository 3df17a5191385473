package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A room that is there before anybody joins: permanent, or open at its time. Rooms that people open
 * by joining are none of these.
 */
@JsonClassDescription(
        "A room that is there before anybody joins: permanent, or open at its time. Rooms that people open by joining are none of these.")
@Group("sluice.media")
@Version("v1alpha1")
@Plural("rooms")
@ShortNames("room")
@Categories("sluice")
@AdditionalPrinterColumn(name = "Room", jsonPath = ".spec.name")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
        name = "Participants",
        jsonPath = ".status.participants",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Start", jsonPath = ".spec.startTime")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.clusterRef", priority = 1)
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes", priority = 1)
public final class Room extends CustomResource<RoomSpec, RoomStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable RoomSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable RoomStatus initStatus() {
        return null;
    }
}
