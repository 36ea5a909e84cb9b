namespace EdgeResNet.EdgeApp.Answers.Web;

/// <summary>A request that is refused.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="reason">One line for the client, without paths of this machine.</param>
internal sealed class RefusedException(int status, string reason) : Exception(reason)
{
    /// <summary>HTTP status.</summary>
    public int Status => status;
}
