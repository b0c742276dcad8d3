"""Uploads are limited in size and held in memory, never in a temporary file."""

from io import BytesIO
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from web.errors import NotAllowed

# Bytes of all files in one request. Twenty minutes of voice at 64 kbit/s, or any phone's picture.
LARGEST = 10_000_000


class FileRefused(NotAllowed, SuspiciousFileOperation):
    """A file that is not stored. Where no form shows the sentence, Django answers 400."""


class InMemory(FileUploadHandler):
    """Keep uploads in memory: a temporary file would leave uncleaned data on the disk.

    Bytes beyond `LARGEST` are counted and dropped, so that the form can name the size.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= LARGEST:
            self.file.write(raw_data)
        else:
            self.file = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        too_much = self.received > LARGEST
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=self.received if too_much else file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
