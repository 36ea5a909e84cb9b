using System.ComponentModel;
using System.Diagnostics;

namespace EdgeResNet.Shared.Machine;

/// <summary>Runs an optional program of the system.</summary>
public static class SystemCommand
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Its output; null if it is missing, fails, or does not end within five seconds.</summary>
    public static string? Output(string program, params string[] arguments) => Run(program, arguments, process =>
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        return process.WaitForExit(patience) && process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
    });

    /// <summary>The first line of an endless program; null as above.</summary>
    public static string? FirstLine(string program, params string[] arguments) => Run(program, arguments, process =>
    {
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        return line.Wait(patience) ? line.GetAwaiter().GetResult() : null;
    });

    private static string? Run(string program, string[] arguments, Func<Process, string?> read)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.BeginErrorReadLine();
            try
            {
                return read(process);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        catch (Win32Exception)
        {
            return null; // there is no such program
        }
    }
}
