package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** One media node, which is one pod. Its pool makes it; you may cordon and drain it. */
@JsonClassDescription(
        "One media node, which is one pod. Its pool makes it; you may cordon and drain it.")
@Group("sluice.media")
@Version("v1alpha1")
@Plural("medianodes")
@ShortNames("mn")
@Categories("sluice")
@ValidationRule(
        value =
                "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') && self.metadata.name.size() <= 53",
        message =
                "choose a metadata.name of at most 53 lower-case letters, digits and -: the pod is named after it")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Pool", jsonPath = ".spec.poolRef")
@AdditionalPrinterColumn(name = "Node", jsonPath = ".status.nodeName")
@AdditionalPrinterColumn(name = "Address", jsonPath = ".status.addresses[0].ip")
@AdditionalPrinterColumn(
        name = "Port",
        jsonPath = ".status.ports[0]",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Load%",
        jsonPath = ".status.loadPercent",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Rooms",
        jsonPath = ".status.rooms",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Participants",
        jsonPath = ".status.participants",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(name = "Zone", jsonPath = ".status.zone", priority = 1)
@AdditionalPrinterColumn(
        name = "Left",
        jsonPath = ".status.drain.roomsLeft",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
public final class MediaNode extends CustomResource<MediaNodeSpec, MediaNodeStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable MediaNodeSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MediaNodeStatus initStatus() {
        return null;
    }
}
