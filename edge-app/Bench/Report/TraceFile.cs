using System.Diagnostics;
using System.Text.Json;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>
/// Writes the stages of every query for Perfetto and chrome://tracing (Trace Event Format). Each configuration is a process with
/// rows for queries and drawings, marks for garbage collections, and curves of temperature and clock.
/// </summary>
internal static class TraceFile
{
    private const int QueryRow = 1;
    private const int DrawingRow = 2;

    /// <summary>Writes the file.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Measurement> measurements) => AtomicFile.Write(path, stream =>
    {
        long origin = measurements.Min(each => each.Log[0].Start);
        using Utf8JsonWriter json = new(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        for (int run = 0; run < measurements.Count; run++)
        {
            Write(json, run, measurements[run], origin);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, int run, Measurement measurement, long origin)
    {
        Name(json, "process_name", run, QueryRow, ReportSentences.Configuration(measurement.Report));
        Name(json, "thread_name", run, QueryRow, measurement.Report.Scenario);
        string whole = measurement.Report.Scenario == PipelineBench.Name ? "frame" : "query";
        for (int i = 0; i < measurement.Log.Count; i++)
        {
            Query query = measurement.Log[i];
            if (Overlaps(measurement.Log, i))
            {
                // Waiting frames overlap others; a row holds only nested events.
                query = query with { Start = query.Taken };
            }

            Span(json, whole, run, QueryRow, origin, query.Start, query.End);
            foreach (Stage stage in measurement.Stages.Where(stage => stage.To(query) > stage.From(query)))
            {
                Span(json, stage.Name, run, QueryRow, origin, stage.From(query), stage.To(query));
            }

            json.Flush();
        }

        if (measurement.Drawings.Count > 0)
        {
            Name(json, "thread_name", run, DrawingRow, "display");
        }

        foreach ((long start, long end) in measurement.Drawings)
        {
            Span(json, "overlay", run, DrawingRow, origin, start, end);
        }

        foreach (long moment in measurement.Collections)
        {
            Begin(json, "i", "garbage collection", run, QueryRow, origin, moment);
            json.WriteString("s", "p");
            json.WriteEndObject();
        }

        foreach (MachineSample sample in measurement.Machine)
        {
            Counter(json, "hottest zone, °C", run, origin, sample.Moment, sample.Celsius);
            Counter(json, "slowest processor, MHz", run, origin, sample.Moment, sample.Megahertz);
        }
    }

    private static bool Overlaps(QueryLog log, int index) => index > 0 && log[index].Start < log[index - 1].End;

    // Rounds starts and ends to one grid, so that nested events stay nested, as Perfetto requires.
    private static long Nanoseconds(long origin, long moment) => (long)((Int128)(moment - origin) * 1_000_000_000 / Stopwatch.Frequency);

    // A decimal keeps every nanosecond.
    private static decimal Microseconds(long nanoseconds) => nanoseconds / 1000m;

    private static void Begin(Utf8JsonWriter json, string phase, string name, int process, int row, long origin, long moment)
    {
        json.WriteStartObject();
        json.WriteString("ph", phase);
        json.WriteString("name", name);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", row);
        json.WriteNumber("ts", Microseconds(Nanoseconds(origin, moment)));
    }

    private static void Span(Utf8JsonWriter json, string name, int process, int row, long origin, long start, long end)
    {
        Begin(json, "X", name, process, row, origin, start);
        json.WriteNumber("dur", Microseconds(Nanoseconds(origin, end) - Nanoseconds(origin, start)));
        json.WriteEndObject();
    }

    private static void Counter(Utf8JsonWriter json, string name, int process, long origin, long moment, double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        Begin(json, "C", name, process, QueryRow, origin, moment);
        json.WriteStartObject("args");
        json.WriteNumber("value", value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, string kind, int process, int row, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", kind);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", row);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
