namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The first time of a model that replaced another. Until it is over, the model before stays loaded. Used by the inference thread.</summary>
/// <param name="before">The model before; owned.</param>
/// <param name="length">How long it lasts.</param>
/// <param name="clock">Measures it.</param>
internal sealed class Probation(LoadedModel before, TimeSpan length, TimeProvider clock)
{
    private const int Blind = 30; // frames without a number, from the first on, are enough
    private readonly long began = clock.GetTimestamp();
    private int frames;
    private int numbers; // frames with one

    /// <summary>The model before.</summary>
    public LoadedModel Before { get; } = before;

    /// <summary>Whether the new model has proved itself.</summary>
    public bool IsOver => clock.GetElapsedTime(began) >= length;

    /// <summary>Takes a score that the new model gave: NaN where a logit is not finite.</summary>
    /// <returns>False when it has given nothing but NaN.</returns>
    public bool Add(float score)
    {
        frames++;
        numbers += float.IsNaN(score) ? 0 : 1;
        return numbers > 0 || (frames < Blind && !IsOver);
    }
}
