namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>The one place where any failure of a sink ends: it is shown in the status and does not reach the pipeline.</summary>
internal static class Guard
{
    /// <summary>Calls with an argument, so that a static lambda does and nothing is allocated.</summary>
    /// <returns>False when the call failed, of which the status tells.</returns>
    public static bool Call<T>(SinkStatus status, Action<T> call, T argument)
    {
        try
        {
            call(argument);
            return true;
        }
#pragma warning disable CA1031 // nothing is swallowed: the status shows it
        catch (Exception e)
#pragma warning restore CA1031
        {
            status.Fail(e.Message);
            return false;
        }
    }
}
