// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QListWidget>

#include <vector>

namespace widelens {

// The names of a plot's lines beside it. A click or Space hides a line or shows it again, Ctrl+click shows it alone. It
// scrolls when there are more names than fit.
class LegendView : public QListWidget
{
    Q_OBJECT
public:
    explicit LegendView(QWidget *parent = nullptr);

    // What was hidden stays hidden as long as the names stay.
    void setLines(const std::vector<QString> &names, const std::vector<QColor> &colours);
    const std::vector<bool> &hidden() const { return m_hidden; }

signals:
    void hiddenChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void toggle(int line, bool alone);
    void paintSwatches();

    std::vector<QString> m_names;
    std::vector<QColor> m_colours;
    std::vector<bool> m_hidden;
};

} // namespace widelens
