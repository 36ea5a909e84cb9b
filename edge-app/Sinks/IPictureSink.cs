namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes pictures. All calls except those of the worker and <see cref="IDisposable.Dispose"/> come from the render loop's thread. No member has a default: <see cref="GuardedSink"/> must guard each.</summary>
internal interface IPictureSink : ISink
{
    /// <summary>False while a picture would be wasted, such as a web preview without a viewer; nothing is drawn when no sink wants it.</summary>
    bool Wanted { get; }

    /// <summary>How many pictures it holds at most after <see cref="Show"/> has returned. The render loop keeps that many, so that it always finds one to draw on.</summary>
    int MostHeld { get; }

    /// <summary>Called once before the first picture. After it a sink throws nothing that happens outside of the program, such as a full disk.</summary>
    void Start();

    /// <summary>Takes a picture: holds what is needed of it after the call, copies what is needed of the state.</summary>
    void Show(HudFrame frame);

    /// <summary>Called at each tick of the display's clock, after <see cref="Show"/> if there was a picture.</summary>
    void Tick();
}
