package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to running nodes when the pool changes. */
public enum UpdateStrategy {
    /** They stay as they are; each new node is of the new revision. */
    @JsonProperty("OnDelete")
    ON_DELETE
}
