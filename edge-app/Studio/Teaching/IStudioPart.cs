using System.Text.Json;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>A value of the studio's state, which a part of the studio writes. Called on any thread; must not wait for work.</summary>
internal interface IStudioPart
{
    /// <summary>The value's key, such as <c>quality</c>.</summary>
    string Key { get; }

    /// <summary>Writes the value, without its key.</summary>
    void Write(Utf8JsonWriter json);
}
