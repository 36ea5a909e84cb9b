using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Writes a CSV file with one row for each query: run, number, start (milliseconds since the first; in a pipeline, capture), latency and stages.</summary>
internal static class SampleFile
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Measurement> measurements) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter text = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        IReadOnlyList<Stage> stages = measurements[0].Stages;
        text.Write($"run,query,start_ms,latency_ms,{string.Join(',', stages.Select(stage => $"{stage.Name}_ms"))}\n");
        long first = measurements.Min(each => each.Log[0].Start);
        for (int run = 0; run < measurements.Count; run++)
        {
            QueryLog log = measurements[run].Log;
            for (int i = 0; i < log.Count; i++)
            {
                Query query = log[i];
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{run},{i},{Milliseconds(first, query.Start):0.####},{Milliseconds(Stage.Latency.From(query), Stage.Latency.To(query)):0.####}"));
                foreach (Stage stage in stages)
                {
                    text.Write(string.Create(CultureInfo.InvariantCulture, $",{Milliseconds(stage.From(query), stage.To(query)):0.####}"));
                }

                text.Write('\n');
            }
        }
    });

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
