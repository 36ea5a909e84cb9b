using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeResNet.Tests.Fakes;

/// <summary>A program as a process of its own that receives signals. Killed with the test.</summary>
internal sealed partial class SignalledProgram : IAsyncDisposable
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private SignalledProgram(ProcessStartInfo start)
    {
        process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its stdout so far.</summary>
    public string Output => Read(output);

    /// <summary>Its stderr so far.</summary>
    public string Errors => Read(errors);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>A program of the build, with default signals whatever the test runner ignores.</summary>
    public static SignalledProgram Start(string name, params string[] arguments) =>
        Run("env", ["--default-signal=INT,TERM,HUP", Path.Combine(AppContext.BaseDirectory, name), .. arguments]);

    /// <summary>Any command.</summary>
    public static SignalledProgram Run(string file, IReadOnlyList<string> arguments, params (string Name, string? Value)[] environment)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SignalledProgram(start);
    }

    /// <summary>Waits until it has a handler for a signal: Linux tells which signals a process catches.</summary>
    public void Catches(int signal) => Eventually.True(() => HasExited || (Mask("SigCgt:") & (1UL << (signal - 1))) != 0, () => Errors);

    /// <summary>Sends a signal.</summary>
    public void Send(int signal) => Assert.Equal(0, Kill(process.Id, signal));

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private ulong Mask(string name)
    {
        string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line[name.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
