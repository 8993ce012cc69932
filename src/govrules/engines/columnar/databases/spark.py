"""Apache Spark, in a Java of our own or on a cluster: views of one session, gone with it."""

import json
import logging
import os
import re
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import reduce
from ipaddress import ip_address
from subprocess import TimeoutExpired
from time import monotonic, sleep
from typing import IO

from py4j.java_gateway import JavaGateway
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import from_json, inline, lit
from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    LongType,
    StringType,
    StructField,
    StructType,
)
from sqlglot import exp

from govrules.calculus import Value
from govrules.engines.columnar import faults
from govrules.engines.columnar.databases import Database, Row, Tables
from govrules.sentences import Sentence

DIALECT = "spark"
_NAME = "Spark"
_ALWAYS = {
    "spark.app.name": "govrules",
    "spark.sql.ansi.enabled": "true",  # a sum that is too great fails instead of wrapping round
    "spark.sql.caseSensitive": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_LOCALLY = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
}
"""A cluster has settings of its own for these, in `spark-defaults.conf`."""
_CLUSTER = "spark://"
_ENCRYPTED = ("spark.network.crypto.enabled", "spark.ssl.rpc.enabled")
_PATIENCE = 10.0
"""How many seconds a master may take to be there; Spark itself asks for a minute."""
_LONG_PATIENCE = 60.0
"""How many seconds a cluster may take until one of its workers has begun."""
_TWO = 2
"""Who executes, as Spark counts: we do, and a worker."""
_AT_ONCE = 10_000
"""How many rows are handed over in one text."""
_WRONG = re.compile(r"Error|Exception|FATAL")
_FAILURES = (PySparkException, Py4JError, OSError)


@contextmanager
def opened(address: str) -> Iterator[Database]:
    """Have a session on a master for as long as the context lasts.

    `local[N]` starts Spark in a Java of its own, with N threads. What else Spark should know, of a
    cluster above all, stands in the `spark-defaults.conf` of its `SPARK_CONF_DIR`.

    Raises:
        EngineError: there is no Java, the master is not to be had or would be sent data in the
            clear.
    """
    _find_java()
    hosts = _masters(address)
    settings = {**_ALWAYS, **({} if hosts else _LOCALLY)}
    conf = SparkConf(loadDefaults=False).setMaster(address).setAll(list(settings.items()))
    with _quiet(), _java(conf) as java, _session(conf, java.gateway) as session:
        known = session.sparkContext.getConf()
        if not any(known.get(name, "false") == "true" for name in _ENCRYPTED):
            for host in hosts:
                if not is_here(host):
                    raise faults.in_the_clear(_NAME, host)
        if hosts:
            _find_workers(session)
        yield _Spark(session, java)


def _find_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which(f"{home}/bin/java" if home else "java") is None:
        raise faults.without_java()


def _masters(address: str) -> list[str]:
    """Return the hosts of the masters, none for Spark on this machine; one of them must answer."""
    if not address.startswith(_CLUSTER):
        return []
    masters = [each.rsplit(":", 1) for each in address.removeprefix(_CLUSTER).split(",")]
    why = OSError(address)
    for host, port in masters:
        try:
            socket.create_connection((host, int(port)), _PATIENCE).close()
        except (OSError, OverflowError) as error:
            why = OSError(f"{host}:{port}: {error}")
        else:
            return [host for host, _ in masters]
    raise faults.unreachable(_NAME, why) from why


def is_here(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _find_workers(session: SparkSession) -> None:
    """See that somebody works at all: a job that no worker takes would wait for ever."""
    known = session.sparkContext._jsc.sc().statusTracker()  # noqa: SLF001 - there is no other way
    until = monotonic() + _LONG_PATIENCE
    while len(known.getExecutorInfos()) < _TWO:
        if monotonic() > until:
            why = Sentence("no worker of the cluster has begun")
            raise faults.unreachable(_NAME, why)
        sleep(0.2)


@dataclass(frozen=True, slots=True)
class _Java:
    """A Java that runs for us, and the file of what it says."""

    gateway: JavaGateway
    said: IO[bytes]

    def complaint(self) -> str:
        """Return the last line that tells of something that went wrong, the empty text if none."""
        lines = reversed(_text(self.said).splitlines())
        return next((line.strip() for line in lines if _WRONG.search(line)), "")


def _text(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode(errors="replace").strip()


@contextmanager
def _java(conf: SparkConf) -> Iterator[_Java]:
    """Run a Java for the while; what it says is told only where something goes wrong."""
    with tempfile.TemporaryFile() as said:
        try:
            gateway = launch_gateway(conf, {"stdout": said, "stderr": said})  # type: ignore[no-untyped-call] # PySpark leaves it so
        except _FAILURES as error:
            raise faults.unreachable(_NAME, _text(said) or error) from error
        try:
            yield _Java(gateway, said)
        finally:
            _end(gateway)


def _end(gateway: JavaGateway) -> None:
    with suppress(*_FAILURES):
        gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(_PATIENCE)
    except TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
    # PySpark would go on with a Java that is no more.
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - there is no other way


@contextmanager
def _quiet() -> Iterator[None]:
    """Let py4j log into nothing what is raised as well, unless somebody listens."""
    nobody = logging.NullHandler()
    logging.root.addHandler(nobody)
    try:
        yield
    finally:
        logging.root.removeHandler(nobody)


@contextmanager
def _session(conf: SparkConf, gateway: JavaGateway) -> Iterator[SparkSession]:
    try:
        session = SparkSession(SparkContext(conf=conf, gateway=gateway))
    except (*_FAILURES, ValueError) as error:
        raise faults.unreachable(_NAME, error) from error
    try:
        yield session
    finally:
        with suppress(*_FAILURES), warnings.catch_warnings(action="ignore"):
            session.stop()


class _Spark:
    def __init__(self, session: SparkSession, java: _Java) -> None:
        self._session = session
        self._java = java

    @contextmanager
    def tables(self) -> Iterator[Tables]:
        try:
            yield _Tables(self._session.newSession())
        except _FAILURES as error:
            if self._is_gone(error):
                raise faults.lost(_NAME, self._java.complaint() or error) from error
            raise faults.failed(error) from error

    def _is_gone(self, error: Exception) -> bool:
        if not isinstance(error, PySparkException | Py4JJavaError):
            return True
        try:
            return bool(self._session.sparkContext._jsc.sc().isStopped())  # noqa: SLF001 - as above
        except _FAILURES:
            return True


class _Tables:
    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        # Handed over as JSON, for Java to read: rows of Python would need a Python on each worker.
        fields = [StructField(f"c{at}", _type_of(value)) for at, value in enumerate(rows[0])]
        several = ArrayType(StructType(fields))
        names = [field.name for field in fields]
        one_row = self._session.range(0, 1, 1, 1)
        frames = []
        for first in range(0, len(rows), _AT_ONCE):
            part = [dict(zip(names, row, strict=True)) for row in rows[first : first + _AT_ONCE]]
            read = from_json(lit(json.dumps(part)), several, {"mode": "FAILFAST"})
            frames.append(one_row.select(inline(read)))
        frame = reduce(DataFrame.unionAll, frames).toDF(*columns)
        frame.localCheckpoint(eager=True).createOrReplaceTempView(f"`{table}`")

    def keep(self, table: str, query: exp.Query) -> bool:
        # Worked out now and cut off from what it was made of: else each use would do it again.
        frame = self._session.sql(query.sql(DIALECT, copy=False)).localCheckpoint(eager=True)
        frame.createOrReplaceTempView(f"`{table}`")
        return not frame.isEmpty()

    def rows(self, query: exp.Query) -> Sequence[Row]:
        return [tuple(row) for row in self._session.sql(query.sql(DIALECT, copy=False)).collect()]


def _type_of(value: Value) -> DataType:
    if isinstance(value, int):
        return BooleanType() if isinstance(value, bool) else LongType()
    return StringType()
