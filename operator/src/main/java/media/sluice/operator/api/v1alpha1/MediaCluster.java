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

/** A Sluice: its coordinator, and what holds for all of its media nodes and rooms. */
@JsonClassDescription(
        "A Sluice: its coordinator, and what holds for all of its media nodes and rooms.")
@Group("sluice.media")
@Version("v1alpha1")
@Plural("mediaclusters")
@ShortNames("mc")
@Categories("sluice")
@ValidationRule(
        value =
                "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') && self.metadata.name.size() <= 40",
        message =
                "choose a metadata.name of at most 40 lower-case letters, digits and -: Services and pods are named after it")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.version")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
        name = "Rooms",
        jsonPath = ".status.rooms",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Participants",
        jsonPath = ".status.participants",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Nodes",
        jsonPath = ".status.nodes",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Endpoint", jsonPath = ".status.endpoints[0]", priority = 1)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        priority = 1)
public final class MediaCluster extends CustomResource<MediaClusterSpec, MediaClusterStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable MediaClusterSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MediaClusterStatus initStatus() {
        return null;
    }
}
