using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>Every query as a row of a CSV file: number of the run, number of the query in it, when it began (milliseconds since the first of all), and what it took.</summary>
internal static class SampleFile
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Measurement> measurements) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter text = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        text.Write("run,query,start_ms,latency_ms\n");
        long first = measurements.Min(each => each.Run.Log[0].Start);
        for (int run = 0; run < measurements.Count; run++)
        {
            QueryLog log = measurements[run].Run.Log;
            for (int i = 0; i < log.Count; i++)
            {
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{run},{i},{Milliseconds(first, log[i].Start):0.####},{Milliseconds(log[i].Start, log[i].End):0.######}\n"));
            }
        }
    });

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
