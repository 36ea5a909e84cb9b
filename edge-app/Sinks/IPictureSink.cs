namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes pictures. The render loop's thread makes all calls except those to the worker and <see cref="IDisposable.Dispose"/>. No member has a default: <see cref="GuardedSink"/> must guard each.</summary>
internal interface IPictureSink : ISink
{
    /// <summary>False while a picture is useless, such as a web preview without a viewer. If no sink wants it, nothing is drawn.</summary>
    bool Wanted { get; }

    /// <summary>Most pictures held after <see cref="Show"/> returns. The render loop keeps as many, so that one is always free.</summary>
    int MostHeld { get; }

    /// <summary>Called once before the first picture. Later, external failures such as a full disk throw nothing.</summary>
    void Start();

    /// <summary>Takes a picture: holds the picture and copies the state if needed after the call.</summary>
    void Show(HudFrame frame);

    /// <summary>Called at each tick of the display's clock, after any <see cref="Show"/>.</summary>
    void Tick();
}
