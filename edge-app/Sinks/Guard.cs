namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Catches every failure of a sink: the status shows it, the pipeline goes on.</summary>
internal static class Guard
{
    /// <summary>Calls with an argument, so that a static lambda suffices and nothing is allocated.</summary>
    /// <returns>False when the call failed; the status says why.</returns>
    public static bool Call<T>(SinkStatus status, Action<T> call, T argument)
    {
        try
        {
            call(argument);
            return true;
        }
#pragma warning disable CA1031 // not swallowed: the status shows it
        catch (Exception e)
#pragma warning restore CA1031
        {
            status.Fail(e.Message);
            return false;
        }
    }
}
