"""How much of an upload is read at all: no more than the bound, whatever its length says."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest


class BoundedUpload(FileUploadHandler):
    """The first handler of every upload: stops reading where the files together grow too big.

    The fields before the file are there all the same, the file is not; the view asks
    `was_too_big` and says what is wrong. What was announced is looked at first, what comes is
    counted, since either may be false.
    """

    came = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any) -> None:  # noqa: N803 - Django's name
        """Nothing is refused yet: the token stands before the file."""
        self.came = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on to the handlers that keep it, as long as there is room."""
        self.came += len(raw_data)
        if self.came > settings.UPLOAD_MOST_BYTES:
            cast("Any", self.request).was_too_big = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keeping the file is the next handler's work."""


def was_too_big(request: HttpRequest) -> bool:
    """The upload was cut off; asks for the fields first, which is when it is read."""
    _ = request.POST
    return getattr(request, "was_too_big", False)
