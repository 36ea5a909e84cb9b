using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Replacing;

/// <summary>A request to replace the running model.</summary>
/// <param name="path">A bundle folder or an <c>.onnx</c> file.</param>
/// <param name="onlyOther">Whether the same file as the running one is left alone.</param>
internal sealed class ReplacementRequest(string path, bool onlyOther)
{
    private readonly TaskCompletionSource<AnsweringModel> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool superseded;

    /// <summary>A bundle folder or an <c>.onnx</c> file.</summary>
    public string Path => path;

    /// <summary>Whether the same file as the running one is left alone.</summary>
    public bool OnlyOther => onlyOther;

    /// <summary>The model once it answers.</summary>
    public Task<AnsweringModel> Answer => answer.Task;

    /// <summary>A newer request came, or the run ends: what is done for this one is not needed any more.</summary>
    public void Supersede() => superseded = true;

    /// <summary>Call it between the steps.</summary>
    /// <exception cref="SupersededException">It is not needed any more.</exception>
    public void ThrowIfSuperseded()
    {
        if (superseded)
        {
            throw new SupersededException();
        }
    }

    /// <summary>The model answers.</summary>
    public void Succeed(AnsweringModel model) => answer.TrySetResult(model);

    /// <summary>It does not.</summary>
    public void Fail(Exception reason)
    {
        if (answer.TrySetException(reason))
        {
            _ = answer.Task.Exception; // observed: nobody may wait for it
        }
    }
}
