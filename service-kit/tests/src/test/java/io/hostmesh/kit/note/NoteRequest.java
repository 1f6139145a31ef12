package io.hostmesh.kit.note;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

record NoteRequest(
        @NotBlank @Size(max = 1000) String content,
        @NotNull @Max(5) Integer importance,
        @NotNull Colour colour) {

    enum Colour {
        LIGHT_BLUE,
        RED
    }
}
