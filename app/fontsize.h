// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace widelens {

// The size of all text: the desktop's, or one that the reader chose; kept in the settings. Ctrl+wheel changes it wherever
// it means nothing else, as it does in plots.
class FontSize : public QObject
{
    Q_OBJECT
public:
    static constexpr int kSmallest = 6; // points
    static constexpr int kLargest = 32;

    explicit FontSize(QObject *parent = nullptr);

    int points() const { return m_points; } // 0: the desktop's
    int usual() const { return m_usual; } // the desktop's
    void set(int points);
    void step(int by);

signals:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    int m_usual;
    int m_points = 0;
    int m_wheel = 0; // eighths of a degree not yet used
};

} // namespace widelens
