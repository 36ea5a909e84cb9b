namespace EdgeResNet.Shared.Errors;

/// <summary>Passes on what was opened, unless what follows fails.</summary>
internal static class Ownership
{
    /// <summary>Gives back what <paramref name="use"/> makes of the object, which then belongs to the caller. If it fails, the object is disposed.</summary>
    public static TResult OrDispose<T, TResult>(this T owned, Func<T, TResult> use)
        where T : IDisposable
    {
        try
        {
            return use(owned);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }
}
